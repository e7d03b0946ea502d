// SPDX-License-Identifier: GPL-3.0-or-later
#include "testdata.h"

#include "ui-schemas/form.h"
#include "ui-schemas/manifest.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::ui;
using namespace outlet::ui::test;

namespace {

/** Changes documents at random places; the same seed makes the same changes. */
class Mutator
{
public:
    explicit Mutator(quint32 seed) : m_random(seed) {}

    QJsonValue mutated(const QJsonValue &value)
    {
        if (value.isObject() && !value.toObject().isEmpty())
            return mutated(value.toObject());
        if (value.isArray() && !value.toArray().isEmpty())
            return mutated(value.toArray());
        return anything();
    }

    /** Bytes exchanged, left out, doubled. */
    QByteArray mutated(QByteArray text)
    {
        for (int times = 1 + below(4); times > 0; --times) {
            const qsizetype at = below(int(text.size()));
            switch (below(3)) {
            case 0:
                text[at] = char(below(256));
                break;
            case 1:
                text.remove(at, 1 + below(20));
                break;
            case 2:
                text.insert(at, text.mid(below(int(text.size())), 1 + below(40)));
                break;
            }
        }
        return text;
    }

    int below(int bound) { return int(m_random.bounded(bound)); }

private:
    QJsonValue mutated(QJsonObject object)
    {
        const QStringList keys = object.keys();
        const QString key = keys[below(int(keys.size()))];
        switch (below(8)) {
        case 0:
            object.remove(key);
            break;
        case 1:
            object[key] = anything();
            break;
        case 2:
            object[anyText().left(40)] = object[key];
            break;
        case 3:
            object[key + u'_'] = object.take(key);
            break;
        default:
            object[key] = mutated(object[key]);
            break;
        }
        return object;
    }

    QJsonValue mutated(QJsonArray list)
    {
        const int at = below(int(list.size()));
        switch (below(6)) {
        case 0:
            list.removeAt(at);
            break;
        case 1:
            list.append(list.at(at));
            break;
        case 2:
            list.insert(at, anything());
            break;
        default:
            list[at] = mutated(list.at(at));
            break;
        }
        return list;
    }

    QJsonValue anything()
    {
        switch (below(9)) {
        case 0:
            return QJsonValue::Null;
        case 1:
            return below(2) == 0;
        case 2:
            return below(2000) - 1000;
        case 3:
            return m_random.generateDouble() * 1e20;
        case 4:
            return QJsonArray();
        case 5:
            return QJsonObject{{anyText().left(10), anyText()}};
        case 6:
            return nested(1 + below(200));
        default:
            return anyText();
        }
    }

    QString anyText()
    {
        switch (below(6)) {
        case 0:
            return {};
        case 1:
            return QString(below(15000), u'a');
        case 2:
            return u"\u0000\u001b[0m\n"_s;
        case 3:
            return QString(QChar(0xd800)) + u"\u202e漢😀~/"_s; // half a surrogate pair
        case 4:
            return u"string"_s;
        default:
            return QString(QChar(below(0x10000)));
        }
    }

    static QJsonValue nested(int depth)
    {
        QJsonValue value = 1;
        for (int i = 0; i < depth; ++i)
            value = i % 2 == 0 ? QJsonValue(QJsonArray{value})
                               : QJsonValue(QJsonObject{{u"fields"_s, value}});
        return value;
    }

    QRandomGenerator m_random;
};

/** The first thing that is wrong with a verdict; empty when it is in order. */
QString flawOf(const std::expected<Manifest, Problems> &verdict)
{
    if (verdict) {
        formJson(*verdict, QStringList{u"a"_s});
        tilesJson({*verdict});
        return verdict->id.isEmpty() ? u"a manifest without an id"_s : QString();
    }
    if (verdict.error().isEmpty())
        return u"refused without a problem"_s;
    for (const Error &problem : verdict.error()) {
        const bool isAboutAll = problem.code == ErrorCode::LimitExceeded;
        if (problem.message.isEmpty() || problem.message.size() > 2000)
            return u"a message of %1 characters"_s.arg(problem.message.size());
        if (problem.hint.isEmpty())
            return u"no hint: "_s + problem.message;
        if (!isAboutAll && problem.where.isEmpty())
            return u"no place: "_s + problem.message;
        if (std::ranges::any_of(problem.message, [](QChar c) { return c < u' '; }))
            return u"a control character: "_s + problem.message;
    }
    return {};
}

} // namespace

class Mutations : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ofDocumentsAreJudged();
    void ofTextAreJudged();
};

void Mutations::ofDocumentsAreJudged()
{
    const QJsonObject good = manifestFile(u"everything"_s);
    QVERIFY(parseManifest(good));
    int accepted = 0;
    for (quint32 seed = 0; seed < 1000; ++seed) {
        Mutator mutator(seed);
        QJsonValue mutant = good;
        for (int times = 1 + mutator.below(3); times > 0; --times)
            mutant = mutator.mutated(mutant);
        const auto verdict = parseManifest(mutant.toObject());
        const QString flaw = flawOf(verdict);
        QVERIFY2(flaw.isEmpty(), qPrintable(u"seed %1: %2"_s.arg(seed).arg(flaw)));
        accepted += verdict ? 1 : 0;
    }
    QVERIFY2(accepted > 20 && accepted < 500, qPrintable(QString::number(accepted)));
}

void Mutations::ofTextAreJudged()
{
    const QByteArray good = dataFile(u"manifests/everything.json"_s);
    QVERIFY(parseManifest(good));
    for (quint32 seed = 0; seed < 1000; ++seed) {
        const QString flaw = flawOf(parseManifest(Mutator(seed).mutated(good)));
        QVERIFY2(flaw.isEmpty(), qPrintable(u"seed %1: %2"_s.arg(seed).arg(flaw)));
    }
}

QTEST_APPLESS_MAIN(Mutations)
#include "mutations.moc"
