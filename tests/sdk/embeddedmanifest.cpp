// SPDX-License-Identifier: GPL-3.0-or-later
#include <QJsonDocument>
#include <QJsonObject>
#include <QPluginLoader>

#include <cstdio>

// embedded_manifest <module> <key>: a text of the manifest, read without loading the module.
int main(int argc, char **argv)
{
    using namespace Qt::StringLiterals;
    if (argc != 3)
        return 2;
    QPluginLoader loader(QString::fromLocal8Bit(argv[1]));
    const QString text = loader.metaData()["MetaData"_L1]["manifest"_L1].toString();
    const QJsonObject manifest = QJsonDocument::fromJson(text.toUtf8()).object();
    const QString value = manifest[QString::fromLocal8Bit(argv[2])].toString();
    if (value.isNull())
        std::fprintf(stderr, "%s\n", qPrintable(loader.errorString()));
    else
        std::printf("%s\n", qPrintable(value));
    return value.isNull() ? 1 : 0;
}
