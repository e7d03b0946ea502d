// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings/configfile.h"

#include "app/settings/readers.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace outlet::app {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 mostBytes = 1'048'576;

bool isThere(const QString &path)
{
    const QFileInfo info(path);
    // A dangling link or a directory is a mistake to report; a pipe nobody writes to would wait.
    return info.isFile() || info.isDir() || info.isSymLink();
}

Result<QByteArray> bytesOf(const ConfigPath &config)
{
    const QString where = config.where.isEmpty() ? config.path : config.where;
    const QFileInfo info(config.path);
    if (!info.exists())
        return fail(ErrorCode::NotFound,
                    u"The configuration file %1 does not exist."_s.arg(shown(config.path)),
                    u"Correct the path, or leave it out to use <data>/outlet.yaml or "
                    "/etc/outlet/outlet.yaml where they exist."_s,
                    where);
    if (info.isDir())
        return fail(
            ErrorCode::InvalidArgument,
            u"Found the directory %1; wanted a configuration file."_s.arg(shown(config.path)),
            u"Name the YAML file in it."_s, where);
    QFile file(config.path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::Io,
                    u"The configuration file %1 cannot be read: %2."_s.arg(shown(config.path),
                                                                           file.errorString()),
                    u"Give the user that runs outlet permission to read it."_s, where);
    QByteArray bytes;
    while (bytes.size() <= mostBytes) { // a pipe gives its bytes in pieces
        const QByteArray piece = file.read(mostBytes + 1 - bytes.size());
        if (piece.isEmpty())
            break;
        bytes += piece;
    }
    if (bytes.size() > mostBytes)
        return fail(ErrorCode::LimitExceeded,
                    u"The configuration file %1 is too large; wanted at most %2 bytes."_s.arg(
                        shown(config.path), QString::number(mostBytes)),
                    u"Settings need a few lines: look whether this is the right file."_s, where);
    return bytes;
}

} // namespace

ConfigPath findConfigFile(const Inputs &inputs, const QString &dataDir)
{
    const QDir base(inputs.workingDirectory);
    const auto absolute = [&](const QString &path) {
        return path.isEmpty() ? path : QDir::cleanPath(base.absoluteFilePath(path));
    };
    if (inputs.configFile)
        return {absolute(*inputs.configFile), u"--config"_s};
    const QString named = inputs.environment.value(u"OUTLET_CONFIG"_s);
    if (!named.isEmpty())
        return {absolute(named), u"OUTLET_CONFIG (environment)"_s};
    const QString own = dataDir + u"/outlet.yaml"_s;
    if (!dataDir.isEmpty() && isThere(own))
        return {own, {}};
    return isThere(inputs.systemConfigFile) ? ConfigPath{inputs.systemConfigFile, {}}
                                            : ConfigPath{};
}

ConfigFile readConfigFile(const ConfigPath &config, const QStringList &knownKeys)
{
    if (config.path.isEmpty() && config.where.isEmpty())
        return {};
    const auto bytes = bytesOf(config);
    if (!bytes)
        return {.problems = {bytes.error()}};
    return parseConfig(*bytes, config.path, knownKeys);
}

} // namespace outlet::app
