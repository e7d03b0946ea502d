// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui-schemas/manifest.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QJsonObject>
#include <QList>
#include <QStringList>

#include <random>

namespace outlet::ui::test {

/**
 * Makes configurations for a manifest: right ones, slightly wrong ones and very wrong ones. The
 * same seed makes the same. As text, so that `1.0` and escapes come to the judges as they are sent.
 */
class Generator
{
public:
    /**
     * @param document of the manifest; `x-samples` of a field are texts worth trying
     * @param options what the platform offers
     */
    Generator(const Manifest &manifest, const QJsonObject &document, const QStringList &options,
              quint32 seed);

    QByteArray next();

private:
    /** What may stand at a field. */
    struct Pool
    {
        QByteArray name;
        bool isRequired = false;
        QByteArrayList likely = {}; ///< may well do
        QByteArrayList near = {};   ///< of the right type, and still wrong most of the time
        QByteArrayList far = {};    ///< of another type
    };

    bool happens(double probability);
    const QByteArray &anyOf(const QByteArrayList &list);
    const QByteArray &wrong(const Pool &pool);
    void addTag(QByteArrayList &members);

    QList<Pool> m_pools;
    QByteArrayList m_tags;
    std::mt19937 m_random;
};

} // namespace outlet::ui::test
