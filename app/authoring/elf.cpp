// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/authoring/elf.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QFile>

#include <algorithm>
#include <cstring>
#include <elf.h>
#include <optional>

namespace outlet::app::authoring {

using namespace Qt::StringLiterals;

namespace {

/** Bytes of a stranger: nothing is read beyond their end. */
class Bytes
{
public:
    explicit Bytes(QByteArrayView all) : m_all(all) {}

    template<class T>
    std::optional<T> at(quint64 offset) const
    {
        if (offset > size() || size() - offset < sizeof(T))
            return std::nullopt;
        T value;
        std::memcpy(&value, m_all.data() + offset, sizeof value);
        return value;
    }

    quint64 size() const { return quint64(m_all.size()); }

    QString text(quint64 offset) const
    {
        if (offset >= size())
            return {};
        const char *begin = m_all.data() + offset;
        return QString::fromUtf8(begin, qsizetype(qstrnlen(begin, uint(m_all.size() - offset))));
    }

private:
    QByteArrayView m_all;
};

void readDynamic(const Bytes &bytes, const Elf64_Shdr &section, quint64 strings, ElfFacts &facts)
{
    for (quint64 offset = 0; offset < section.sh_size; offset += sizeof(Elf64_Dyn)) {
        const auto entry = bytes.at<Elf64_Dyn>(section.sh_offset + offset);
        if (!entry || entry->d_tag == DT_NULL)
            return;
        const quint64 value = entry->d_un.d_val;
        if (entry->d_tag == DT_NEEDED)
            facts.needed += bytes.text(strings + value);
        if (entry->d_tag == DT_RPATH || entry->d_tag == DT_RUNPATH)
            facts.searchPath += bytes.text(strings + value);
        facts.isBoundAtLoad |= entry->d_tag == DT_BIND_NOW ||
                               (entry->d_tag == DT_FLAGS && (value & DF_BIND_NOW)) ||
                               (entry->d_tag == DT_FLAGS_1 && (value & DF_1_NOW));
    }
}

void readSymbols(const Bytes &bytes, const Elf64_Shdr &section, quint64 strings, ElfFacts &facts)
{
    for (quint64 offset = 0; offset < section.sh_size; offset += sizeof(Elf64_Sym)) {
        const auto symbol = bytes.at<Elf64_Sym>(section.sh_offset + offset);
        if (!symbol)
            return;
        const QString name = bytes.text(strings + symbol->st_name);
        const int binding = ELF64_ST_BIND(symbol->st_info);
        if (name.isEmpty() || binding == STB_LOCAL)
            continue;
        if (symbol->st_shndx == SHN_UNDEF) {
            facts.imported += name;
            continue;
        }
        facts.exported += name;
        if (binding == STB_GNU_UNIQUE)
            facts.unique += name;
    }
}

void readSegments(const Bytes &bytes, const Elf64_Ehdr &header, ElfFacts &facts)
{
    for (int i = 0; i < header.e_phnum; ++i) {
        const auto segment = bytes.at<Elf64_Phdr>(header.e_phoff + quint64(i) * sizeof(Elf64_Phdr));
        if (!segment)
            return;
        if (segment->p_type == PT_LOAD) // no more than there is, whatever a damaged one says
            facts.loadedBytes += qint64(std::min<quint64>(segment->p_filesz, bytes.size()));
        if (segment->p_type == PT_GNU_STACK)
            facts.hasExecutableStack = segment->p_flags & PF_X;
    }
}

} // namespace

Result<ElfFacts> readElf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::Io, u"%1 cannot be read: %2."_s.arg(path, file.errorString()),
                    u"Let everybody read it (chmod)."_s, path);
    const QByteArray content = file.readAll();
    const Bytes bytes(content);
    const auto header = bytes.at<Elf64_Ehdr>(0);
    const bool isElf = header && std::memcmp(header->e_ident, ELFMAG, SELFMAG) == 0 &&
                       header->e_ident[EI_CLASS] == ELFCLASS64;
    if (!isElf)
        return fail(ErrorCode::InvalidArgument, u"%1 is no 64-bit ELF file."_s.arg(path),
                    u"Build it with outlet_add_connector() of the SDK."_s, path);
    ElfFacts facts;
    readSegments(bytes, *header, facts);
    const auto sectionAt = [&](quint64 index) {
        return bytes.at<Elf64_Shdr>(header->e_shoff + index * sizeof(Elf64_Shdr));
    };
    for (int i = 0; i < header->e_shnum; ++i) {
        const auto section = sectionAt(quint64(i));
        const auto strings = section ? sectionAt(section->sh_link) : std::nullopt;
        if (section && strings && section->sh_type == SHT_DYNAMIC)
            readDynamic(bytes, *section, strings->sh_offset, facts);
        if (section && strings && section->sh_type == SHT_DYNSYM)
            readSymbols(bytes, *section, strings->sh_offset, facts);
    }
    return facts;
}

} // namespace outlet::app::authoring
