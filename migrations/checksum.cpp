// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrations/checksum.h"

#include <QCryptographicHash>

namespace outlet::migrations {

QString checksumOf(const QList<Statement> &statements)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const Statement &statement : statements) {
        for (const QString &token : statement.tokens) {
            // With its length in front, no two lists of tokens give the same bytes.
            const QByteArray bytes = token.toUtf8();
            hash.addData(QByteArray::number(bytes.size()) + ':' + bytes);
        }
        hash.addData(QByteArrayLiteral(";"));
    }
    return QString::fromLatin1(hash.result().toHex());
}

} // namespace outlet::migrations
