// SPDX-License-Identifier: GPL-3.0-or-later
// A plugin path with as many connectors as a measurement wants, for programs that are no C++.
#include "tests/bench/manyconnectors.h"

#include <QDir>

#include <cstdio>

int main(int argc, char **argv)
{
    bool isNumber = false;
    const int count = argc == 3 ? QByteArray(argv[2]).toInt(&isNumber) : 0;
    if (!isNumber || count < 1 || count > 100'000) {
        std::fprintf(stderr, "Usage: bench_makeplugins DIRECTORY NUMBER\n"
                             "Makes NUMBER connectors, 1 to 100000, below DIRECTORY.\n");
        return 2;
    }
    outlet::bench::makeConnectors(QDir(QFile::decodeName(argv[1])).absolutePath(), count);
    return 0;
}
