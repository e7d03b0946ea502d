// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/mutator.h"

#include <QDir>
#include <QFile>

#include <array>
#include <string_view>

namespace outlet::tests {

namespace {

/** What parsers treat specially. */
constexpr std::array<std::string_view, 32> words{"\r\n",
                                                 "\r\n\r\n",
                                                 "\n",
                                                 "\t",
                                                 " ",
                                                 "%00",
                                                 "%2F",
                                                 "%zz",
                                                 "\xc0\xaf",
                                                 "\xe2\x82\xac",
                                                 "0",
                                                 "-1",
                                                 "1e9",
                                                 "{}",
                                                 "[",
                                                 "]",
                                                 "\"",
                                                 "\\",
                                                 "'",
                                                 "$$",
                                                 "--",
                                                 "/*",
                                                 ";",
                                                 ",",
                                                 ":",
                                                 "=",
                                                 "*",
                                                 "q=0",
                                                 "chunked",
                                                 "Content-Length: ",
                                                 "99999999999999999999",
                                                 "ffffffffffffffff"};

} // namespace

std::size_t Mutator::below(std::size_t bound)
{
    return std::size_t(m_random()) % bound; // the same everywhere, as distributions are not
}

void Mutator::change(std::string &input)
{
    const std::size_t at = below(input.size() + 1);
    const std::size_t length = below(std::min<std::size_t>(input.size() - at, 16) + 1);
    switch (below(7)) {
    case 0:
        if (at < input.size())
            input[at] = char(input[at] ^ (1 << below(8)));
        break;
    case 1:
        if (at < input.size())
            input[at] = char(below(256));
        break;
    case 2:
        input.erase(at, length);
        break;
    case 3:
        input.insert(at, input.substr(at, length));
        break;
    case 4:
        input.insert(at, words[below(words.size())]);
        break;
    case 5:
        input.replace(at, length, words[below(words.size())]);
        break;
    default:
        const std::string &other = any();
        input = input.substr(0, at) + other.substr(below(other.size() + 1));
    }
}

std::string Mutator::next()
{
    std::string input = any();
    for (std::size_t changes = 1 + below(6); changes > 0; --changes)
        change(input);
    if (input.size() > longest)
        input.resize(longest);
    return input;
}

std::vector<std::string> corpusOf(const char *name)
{
    std::vector<std::string> inputs;
    const QDir directory(QStringLiteral(OUTLET_FUZZ_CORPUS) + u'/' + QString::fromLatin1(name));
    for (const QString &entry : directory.entryList(QDir::Files, QDir::Name)) {
        QFile file(directory.filePath(entry));
        if (file.open(QIODevice::ReadOnly))
            inputs.push_back(file.readAll().toStdString());
    }
    return inputs;
}

} // namespace outlet::tests
