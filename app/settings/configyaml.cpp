// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings/configfile.h"

#include "app/settings/pluginsyaml.h"
#include "app/settings/readers.h"
#include "ui-schemas/nearest.h"

#include <QHash>
#include <QStringDecoder>

#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <sstream>

namespace outlet::app {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostProblems = 50; // a file of another program would be refused line by line

QString place(const QString &path, int line)
{
    return path + u':' + QString::number(line);
}

Error problem(const QString &message, const QString &hint, const QString &where)
{
    return {ErrorCode::InvalidArgument, message, hint, where};
}

int lineOf(const YAML::Node &node)
{
    return node.Mark().line + 1;
}

QString textOf(const YAML::Node &scalar)
{
    return QString::fromStdString(scalar.Scalar());
}

/** The parser guesses other encodings and stops silently at some control characters: never let it.
 */
std::optional<Error> checkBytes(const QByteArray &yaml, const QString &path)
{
    int line = 0;
    for (const QByteArray &text : yaml.split('\n')) {
        ++line;
        QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
        const QString decoded = decoder(text);
        if (decoder.hasError())
            return problem(u"The file is not UTF-8."_s, u"Save it as UTF-8."_s, place(path, line));
        for (const char c : text) {
            const auto byte = static_cast<unsigned char>(c);
            if (byte == 0x7f || (byte < 0x20 && c != '\t' && c != '\r'))
                return problem(u"Found the control character 0x%1; wanted plain text."_s.arg(
                                   byte, 2, 16, QChar(u'0')),
                               u"Remove it, or check that this is a YAML file."_s,
                               place(path, line));
        }
    }
    return {};
}

QString typeName(const YAML::Node &node)
{
    switch (node.Type()) {
    case YAML::NodeType::Undefined:
    case YAML::NodeType::Null:
        return u"nothing"_s;
    case YAML::NodeType::Scalar:
        return u"text"_s;
    case YAML::NodeType::Sequence:
        return u"a list"_s;
    case YAML::NodeType::Map:
        return u"a map"_s;
    }
    return {};
}

/** Turns the nodes of one file into entries and problems. */
class ConfigBuilder
{
public:
    ConfigBuilder(const QString &path, const QStringList &knownKeys)
        : m_path(path), m_knownKeys(knownKeys)
    {}

    void document(const YAML::Node &root);
    void refuse(const QString &message, const QString &hint, const QString &where)
    {
        m_result.problems += problem(message, hint, where);
    }
    ConfigFile result() const { return m_result; }

private:
    void pair(const YAML::Node &key, const YAML::Node &value);
    bool checkKey(const QString &key, int line);
    bool checkTag(const YAML::Node &value, const QString &key, int line);
    void list(const YAML::Node &value, const QString &key, int line);

    QString m_path;
    QStringList m_knownKeys;
    QHash<QString, int> m_lines; ///< key -> line where it was first
    ConfigFile m_result;
};

void ConfigBuilder::document(const YAML::Node &root)
{
    if (root.IsNull() || !root.IsDefined())
        return;
    if (!root.IsMap()) {
        refuse(u"Found %1; wanted lines of the form key: value."_s.arg(typeName(root)),
               u"Write, for example, listen: 127.0.0.1:8080."_s, place(m_path, lineOf(root)));
        return;
    }
    for (const auto &item : root) {
        if (m_result.problems.size() >= mostProblems) {
            refuse(u"More problems follow; the first %1 are listed."_s.arg(mostProblems),
                   u"Look whether this is the right file."_s, m_path);
            return;
        }
        pair(item.first, item.second);
    }
}

void ConfigBuilder::pair(const YAML::Node &key, const YAML::Node &value)
{
    const int line = lineOf(key);
    if (!key.IsScalar()) {
        refuse(u"Found %1 as a key; wanted the name of a setting."_s.arg(typeName(key)),
               u"Write, for example, listen: 127.0.0.1:8080."_s, place(m_path, line));
        return;
    }
    const QString name = textOf(key);
    if (!checkKey(name, line) || !checkTag(value, name, line))
        return;
    if (name == "plugins"_L1) {
        readPlugins(value, m_path, m_result);
        return;
    }
    switch (value.Type()) {
    case YAML::NodeType::Undefined:
    case YAML::NodeType::Null:
        m_result.entries += ConfigEntry{name, line, {}, {}};
        return;
    case YAML::NodeType::Scalar:
        m_result.entries += ConfigEntry{name, line, textOf(value), {}};
        return;
    case YAML::NodeType::Sequence:
        list(value, name, line);
        return;
    case YAML::NodeType::Map:
        refuse(u"%1: found a map; wanted a single value."_s.arg(name),
               u"Settings are not nested: write %1: <value> on one line."_s.arg(name),
               place(m_path, line));
        return;
    }
}

bool ConfigBuilder::checkKey(const QString &key, int line)
{
    if (key != "plugins"_L1 && !m_knownKeys.contains(key)) {
        const QString meant = ui::didYouMean(key, m_knownKeys);
        refuse(u"Unknown key %1."_s.arg(shown(key)),
               meant.isEmpty() ? u"Known keys: %1."_s.arg(m_knownKeys.join(u", ")) : meant,
               place(m_path, line));
        return false;
    }
    if (const int first = m_lines.value(key); first != 0) {
        refuse(u"%1: found twice, first in line %2; wanted once."_s.arg(key).arg(first),
               u"Remove one of the two."_s, place(m_path, line));
        return false;
    }
    m_lines.insert(key, line);
    return true;
}

bool ConfigBuilder::checkTag(const YAML::Node &value, const QString &key, int line)
{
    const QString tag = QString::fromStdString(value.Tag());
    const bool isUsual =
        tag.isEmpty() || tag == u'?' || tag == u'!' || tag.startsWith("tag:yaml.org,2002:"_L1);
    if (!isUsual)
        refuse(u"%1: found the tag %2; wanted a plain value."_s.arg(key, shown(tag)),
               u"Remove the tag: nothing is looked up or expanded in this file."_s,
               place(m_path, line));
    return isUsual;
}

void ConfigBuilder::list(const YAML::Node &value, const QString &key, int line)
{
    QStringList items;
    for (const YAML::Node &item : value) {
        if (!item.IsScalar()) {
            refuse(u"%1: found %2 in the list; wanted texts."_s.arg(key, typeName(item)),
                   u"Write one text behind each dash, in quotes if it has special characters."_s,
                   place(m_path, lineOf(item)));
            return;
        }
        items.append(textOf(item));
    }
    m_result.entries += ConfigEntry{key, line, {}, items};
}

QString placeOf(const YAML::Mark &mark, const QString &path)
{
    if (mark.is_null())
        return path;
    return place(path, mark.line + 1) + u':' + QString::number(mark.column + 1);
}

Error notYaml(const QString &what, const YAML::Mark &mark, const QString &path)
{
    return problem(u"This is not YAML: %1."_s.arg(what),
                   u"Check indentation and quotes there: a value that begins with [ or * needs "
                   "quotes."_s,
                   placeOf(mark, path));
}

/** Notes where documents begin and ignores what is in them. */
class DocumentStarts final : public YAML::EventHandler
{
public:
    std::optional<YAML::Mark> last;

    void OnDocumentStart(const YAML::Mark &mark) override { last = mark; }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark &, YAML::anchor_t) override {}
    void OnAlias(const YAML::Mark &, YAML::anchor_t) override {}
    void OnScalar(const YAML::Mark &, const std::string &, YAML::anchor_t,
                  const std::string &) override
    {}
    void OnSequenceStart(const YAML::Mark &, const std::string &, YAML::anchor_t,
                         YAML::EmitterStyle::value) override
    {}
    void OnSequenceEnd() override {}
    void OnMapStart(const YAML::Mark &, const std::string &, YAML::anchor_t,
                    YAML::EmitterStyle::value) override
    {}
    void OnMapEnd() override {}
};

/**
 * Where something follows the first document. YAML::Load() would ignore it, and YAML::LoadAll()
 * never ends with a stray comma there: it makes empty documents of it until memory is gone.
 */
std::optional<YAML::Mark> secondDocument(const std::string &text)
{
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    DocumentStarts starts;
    if (parser.HandleNextDocument(starts) && parser.HandleNextDocument(starts))
        return starts.last;
    return {};
}

} // namespace

ConfigFile parseConfig(const QByteArray &yaml, const QString &path, const QStringList &knownKeys)
{
    if (const auto bad = checkBytes(yaml, path))
        return {.problems = {*bad}};
    ConfigBuilder builder(path, knownKeys);
    const std::string text = yaml.toStdString();
    try {
        if (const auto second = secondDocument(text))
            builder.refuse(u"Found something behind the end of the first YAML document; wanted "
                           "one document."_s,
                           u"Remove it, or the line --- before it."_s, placeOf(*second, path));
        builder.document(YAML::Load(text));
    } catch (const YAML::DeepRecursion &e) {
        return {.problems = {notYaml(u"nested too deeply"_s, e.mark, path)}};
    } catch (const YAML::Exception &e) {
        return {.problems = {notYaml(QString::fromStdString(e.msg), e.mark, path)}};
    }
    return builder.result();
}

} // namespace outlet::app
