// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrations/checksum.h"
#include "migrations/keywords.h"

#include <QCryptographicHash>

using namespace Qt::StringLiterals;

namespace outlet::migrations {

QString checksumOf(const QList<Statement> &statements)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const Statement &statement : statements) {
        for (const QString &token : statement.tokens) {
            // With its length in front, no two lists of tokens give the same bytes.
            const QByteArray bytes = foldedToken(token).toUtf8();
            hash.addData(QByteArray::number(bytes.size()) + ':' + bytes);
        }
        hash.addData(QByteArrayLiteral(";"));
    }
    return QString::fromLatin1(hash.result().toHex());
}

QString normalisedText(const QList<Statement> &statements)
{
    QString text = u""_s; // not null: a step without statements has a text, too
    for (const Statement &statement : statements)
        text += statement.tokens.join(u' ') + u" ;\n"_s;
    return text;
}

} // namespace outlet::migrations
