// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/packages/archives.h"

#include "tests/packages/sandbox.h"
#include "tests/packages/zip.h"

using namespace Qt::StringLiterals;

namespace outlet::tests {

namespace {

const QByteArray text = "-- a migration\n";

/** A package whose inventory is right, but for an entry of this name. */
QByteArray named(const QByteArray &name)
{
    QList<ZipEntry> entries = listed({{"icon.svg", "<svg/>"}});
    entries += {name, text};
    return zip(entries);
}

/** The same for an entry of a kind. */
QByteArray ofKind(quint32 mode, const QByteArray &content = {})
{
    return zip(listed({{"icon.svg", content, mode}}));
}

/** A package of one good entry and these. */
QByteArray with(const QList<ZipEntry> &entries, const ZipFrame &frame = {})
{
    return zip(listed({{"icon.svg", "<svg/>"}}) + entries, frame);
}

QByteArray inventory(const QByteArray &json)
{
    return zip({{"package.json", json}});
}

QByteArray bytes(qsizetype count)
{
    QByteArray noise(count, '\0');
    quint32 state = 1;
    for (char &byte : noise) {
        state = state * 1664525 + 1013904223;
        byte = char(state >> 24);
    }
    return noise;
}

QList<ZipEntry> many(int count, qsizetype size)
{
    QList<ZipEntry> entries;
    for (int i = 0; i < count; ++i)
        entries += {"f" + QByteArray::number(i), QByteArray(size, 'x')};
    return entries;
}

/** An entry whose claim about its size is `claimed`. */
QByteArray claiming(quint32 claimed, qsizetype real)
{
    QList<ZipEntry> entries = listed({{"icon.svg", bytes(real)}});
    entries[1].claimedSize = claimed;
    return zip(entries);
}

} // namespace

QList<MaliciousArchive> archivesWithWrongEntries()
{
    QByteArray nul("icon\0.svg", 9);
    // clang-format off
    return {
        {"a name that climbs out", named("../victim"), {u"\"../victim\""_s, u"leads out of its folder"_s}},
        {"a name that climbs out further on", named("migrations/../../../victim"), {u"leads out of its folder"_s}},
        {"a name that climbs at its end", named("migrations/.."), {u"leads out of its folder"_s}},
        {"an absolute name", named("/etc/cron.d/outlet"), {u"is an absolute path"_s}},
        {"a name with backslashes", named("..\\..\\victim"), {u"holds a backslash"_s}},
        {"a name with a drive", named("C:/victim"), {u"holds the byte 0x3a"_s}},
        {"a name with a zero byte", named(nul), {}},
        {"a name of two lines", named("a\nb"), {u"holds the byte 0x0a"_s}},
        {"a name that steers the terminal", named("\x1b[2Jx"), {u"holds the byte 0x1b"_s}},
        {"a name that is no UTF-8", named("\xff\xfe.svg"), {u"holds the byte 0xff"_s}},
        {"a name that is no UTF-8 and says it is", with({{"\xc3(.svg", text, 0100644, 1 << 11}}), {}},
        {"a name with a letter that has two spellings", named("\xc3\xbc.sql"), {u"holds the byte 0xc3"_s}},
        {"no name", named(""), {}},
        {"a name with a dot", named("./icon.sql"), {u"has a part \".\""_s}},
        {"a name with an empty part", named("migrations//1.sql"), {u"has an empty part"_s}},
        {"a hidden name", named(".ssh/authorized_keys"), {u"hidden part"_s}},
        {"a name with a blank", named("a b"), {u"holds the byte 0x20"_s}},
        {"a name of 201 bytes", named(QByteArray(201, 'n')), {u"has 201 bytes; the limit is 200"_s, u"package_max_name_bytes"_s}},
        {"a name nine levels deep", named("1/2/3/4/5/6/7/8/9"), {u"lies 9 levels deep; the limit is 8"_s}},
        {"a symbolic link", ofKind(0120777, "/etc/passwd"), {u"\"icon.svg\""_s, u"link"_s}},
        {"a link to a folder and a file behind it", zip(listed({{"a", "/tmp", 0120777}, {"a/victim", text}})), {u"link"_s}},
        {"a file behind a link of the same name but for case", zip(listed({{"A", "/tmp", 0120777}, {"a/victim", text}})), {u"link"_s}},
        {"a character device", ofKind(0020666), {u"a character device"_s}},
        {"a block device", ofKind(0060666), {u"a block device"_s}},
        {"a pipe", ofKind(0010666), {u"a pipe"_s}},
        {"a socket", ofKind(0140666), {u"a socket"_s}},
        {"a folder that is a file by its name", ofKind(0040755), {u"folder"_s}},
        {"a file that is a folder by its name", with({{"a/", "", 0100644}}), {u"folder"_s}},
        {"an entry twice", with({{"icon.svg", "<svg/>"}}), {u"has the entry \"icon.svg\" twice"_s}},
        {"an entry twice but for case", with({{"Icon.SVG", "<svg/>"}}), {u"\"icon.svg\" and \"Icon.SVG\" differ in upper and lower case only"_s}},
        {"a folder twice but for case", zip(listed({{"a/x", text}, {"A/y", text}})), {u"differ in upper and lower case only"_s}},
        {"a file that is also a folder", zip(listed({{"a", text}, {"a/b", text}})), {u"is a file and also a folder"_s}},
        {"a folder that is also a file", zip(listed({{"a/b", text}, {"a", text}})), {u"is a file and also a folder"_s}},
        {"the manifest twice", with({{"package.json", "{}"}}), {u"has the entry \"package.json\" twice"_s}},
        {"another name where the contents are", with({{"b.sql", text, 0100644, 0, {}, "../victim"}}), {u"has the name \"../victim\" where its contents are"_s}},
        {"an encrypted entry", with({{"b.sql", text, 0100644, 1}}), {u"\"b.sql\" is encrypted"_s}},
        {"an entry with hidden names", with({{"b.sql", text, 0100644, 1 << 13}}), {u"is encrypted"_s}},
        {"an entry packed by bzip2", with({{"b.sql", text, 0100644, 0, 12}}), {u"packed by method 12"_s}},
    };
    // clang-format on
}

QList<MaliciousArchive> archivesWithWrongSizes()
{
    const QByteArray good = minimalPackage();
    const QByteArray mebibyte(1024 * 1024, '\0');
    ZipEntry packedLie{"b.sql", text};
    packedLie.claimedPacked = 4000000000U;
    ZipEntry badSum{"icon.svg", "<svg/>"};
    badSum.checksum = 1;
    ZipEntry overlap{"b.sql", text};
    overlap.offset = 0;
    ZipEntry elsewhere{"b.sql", text};
    elsewhere.offset = 7;
    QList<ZipEntry> damaged = listed({badSum});
    // clang-format off
    return {
        {"a bomb of zeros", zip(listed({{"icon.svg", mebibyte}})), {u"\"icon.svg\" grows from"_s, u"more than 200 times"_s, u"package_max_ratio"_s}},
        {"a file above the limit", zip(listed({{"icon.svg", bytes(1024 * 1024 + 1)}})), {u"unpacks to more than 1048576 bytes"_s}},
        {"many files above the limit of all", zip(listed({{"a", bytes(1000000)}, {"b", bytes(1000000)}, {"c", bytes(1000000)}})), {u"unpacks to more than 2097152 bytes"_s, u"\"c\""_s}},
        {"a bomb that says it is small", claiming(10, 900000), {u"\"icon.svg\""_s}},
        {"a bomb of zeros that says it is small", [&] { QList<ZipEntry> e = listed({{"icon.svg", mebibyte}}); e[1].claimedSize = 10; return zip(e); }(), {u"\"icon.svg\""_s}},
        {"an entry that says it is larger", claiming(1000, 100), {u"\"icon.svg\""_s}},
        {"an entry that says it has four gigabytes", claiming(0xffffffffU, 100), {u"unpacks to more than 1048576 bytes"_s}},
        {"an entry longer than the package", with({packedLie}), {u"is longer than the package"_s}},
        {"a wrong checksum of the ZIP", zip(damaged), {u"\"icon.svg\""_s}},
        {"two entries in one place", with({overlap}), {u"lies where another one does"_s}},
        {"an entry where none is", with({elsewhere}), {u"no ZIP as it should be"_s}},
        {"20,000 entries", zip(many(20000, 0)), {u"has 20000 entries; the limit is 512"_s, u"package_max_entries"_s}},
        {"513 entries", zip(many(513, 0)), {u"has 513 entries; the limit is 512"_s}},
        {"a hundred small bombs", zip(listed(many(100, 50000))), {u"unpacks to more than 2097152 bytes"_s}},
        {"an entry that is not counted", with({{"b.sql", text}}, {.moreEntries = -1}), {u"has more"_s}},
        {"an entry that is not there", with({}, {.moreEntries = 1}), {u"has fewer"_s}},
        {"20,000 entries that say they are three", zip(many(20000, 0), {.moreEntries = -19997}), {u"says 3 entries and has more"_s}},
        {"a part of several", with({}, {.disk = 1}), {u"one part of several"_s}},
        {"bytes behind the end", with({}, {.after = "rubbish"}), {u"does not end where the file ends"_s}},
        {"another ZIP behind the end", good + good, {u"does not reach to its end"_s}},
        {"bytes in front", with({}, {.before = "#!/bin/sh\nexit\n"}), {u"do not begin with an entry"_s}},
        {"a comment that hides another ZIP", with({}, {.comment = good}), {u"does not reach to its end"_s}},
        {"half a package", good.first(good.size() / 2), {u"does not end where the file ends"_s}},
        {"a package without its last byte", good.chopped(1), {u"does not end where the file ends"_s}},
        {"a package with a wrong byte in its module", QByteArray(good).replace(good.size() / 2, 1, "\x5a"), {}},
        {"an empty file", {}, {u"0 bytes that do not begin with an entry"_s}},
        {"a text", "This is no package.\n", {u"do not begin with an entry"_s}},
        {"a ZIP without entries", zip({}), {u"do not begin with an entry"_s}},
        {"a folder with contents", with({{"a/", "x", 0040755}}), {u"the folder \"a/\" has contents"_s}},
        {"more bytes than a package may have", zip(listed({{"icon.svg", bytes(5000000)}})), {u"the limit is 4194304"_s, u"package_max_bytes"_s}},
    };
    // clang-format on
}

QList<MaliciousArchive> archivesWithWrongManifests()
{
    const QList<ZipEntry> files = filesOf(u"minimal"_s);
    const ZipEntry icon{"icon.svg", "<svg/>"};
    const auto saying = [&](const QString &id, const QString &version) {
        return zip(QList<ZipEntry>{{"package.json", inventoryFor(files, id, version)}} + files);
    };
    const auto head = QByteArrayLiteral(R"({"format":1,"id":"minimal","version":"1.0.0","files":)");
    // clang-format off
    return {
        {"no manifest", zip(files), {u"begins with the entry \"icon.svg\"; wanted package.json"_s}},
        {"a manifest that is not first", zip({icon, {"package.json", inventoryFor({icon})}}), {u"wanted package.json"_s}},
        {"a manifest in upper case", zip({{"PACKAGE.JSON", inventoryFor({icon})}, icon}), {u"wanted package.json"_s}},
        {"a manifest that is no JSON", inventory("format: 1"), {u"package.json: no JSON that can be read"_s}},
        {"an empty manifest", inventory(""), {u"package.json"_s}},
        {"a manifest that is a list", inventory("[]"), {u"wanted an object"_s}},
        {"a manifest with a key twice", inventory(R"({"format":1,"format":1})"), {u"package.json"_s}},
        {"a manifest that is nested deeply", inventory(QByteArray(100000, '[')), {u"package.json"_s}},
        {"a manifest with an unknown key", inventory(R"({"format":1,"run":"rm"})"), {u"the key \"run\" is not known"_s}},
        {"a manifest of a later format", inventory(R"({"format":2})"), {u"\"format\" is 2; this program reads format 1"_s}},
        {"a manifest without an id", inventory(R"({"format":1,"version":"1.0.0","files":{}})"), {u"\"id\" is missing"_s}},
        {"an id that climbs", inventory(R"({"format":1,"id":"../x","version":"1.0.0","files":{}})"), {u"\"id\" is \"../x\""_s}},
        {"an id with a line end", inventory(R"({"format":1,"id":"minimal\n","version":"1.0.0","files":{}})"), {u"\"id\" is"_s}},
        {"a version that climbs", inventory(R"({"format":1,"id":"minimal","version":"../../1.0.0","files":{}})"), {u"\"version\" is \"../../1.0.0\""_s}},
        {"a version of 70 characters", inventory(R"({"format":1,"id":"minimal","version":"1.0.0-)" + QByteArray(64, 'a') + R"(","files":{}})"), {u"has 70 characters; the limit is 64"_s}},
        {"files that are a list", inventory(head + "[]}"), {u"\"files\" is []"_s}},
        {"a checksum that is none", inventory(head + R"({"a":"sha"}})"), {u"wanted SHA-256"_s}},
        {"a listed name that climbs", inventory(head + R"({"../a":")" + QByteArray(64, '0') + R"("}})"), {u"leads out of its folder"_s}},
        {"a manifest that lists itself", inventory(head + R"({"package.json":")" + QByteArray(64, '0') + R"("}})"), {u"it lists itself"_s}},
        {"a file with another checksum", zip({{"package.json", inventoryFor({icon})}, {"icon.svg", "<SVG/>"}}), {u"\"icon.svg\" has the SHA-256"_s, u"changed or damaged"_s}},
        {"a file that is not listed", zip({{"package.json", inventoryFor({icon})}, icon, {"extra.so", "x"}}), {u"\"extra.so\" is not listed in package.json"_s}},
        {"a listed file that is missing", zip({{"package.json", inventoryFor({icon, {"gone.sql", "x"}})}, icon}), {u"\"gone.sql\" is listed in package.json, but missing"_s}},
        {"a package without a module", zip(listed({icon})), {u"has no module \"minimal.so\""_s}},
        {"a module that is no ELF file", zip(listed({{"minimal.so", "#!/bin/sh\n"}})), {u"(not-elf)"_s, u"minimal.so"_s}},
        {"a module that was cut", zip(listed({{"minimal.so", files.last().content.first(9000)}})), {u"(truncated)"_s}},
        {"the id of another connector", saying(u"snowflake"_s, u"1.0.0"_s), {u"has no module \"snowflake.so\""_s}},
        {"another version than the module's", saying(u"minimal"_s, u"1.0.1"_s), {u"package.json says version \"1.0.1\", the manifest in the module says \"1.0.0\""_s}},
    };
    // clang-format on
}

} // namespace outlet::tests
