// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/registry/corruption.h"

#include <algorithm>
#include <cstring>

namespace outlet::tests {

namespace {

enum class Damage { FlipBits, Zero, Swap, Extreme, Cut };

/** A position to hit: anywhere, in the head, in the section headers, or in the metadata. */
qsizetype target(const QByteArray &module, QRandomGenerator &random)
{
    const auto within = [&](qsizetype from, qsizetype length) {
        const qsizetype start = std::clamp<qsizetype>(from, 0, module.size() - 1);
        return start + random.bounded(quint32(std::min(length, module.size() - start)));
    };
    switch (random.bounded(6)) {
    case 0:
        return within(0, 64);
    case 1:
        return within(module.indexOf("qt-project!"), 2048);
    case 2:
        return within(module.size() - 2048, 2048);
    default:
        return within(0, module.size());
    }
}

void overwrite(QByteArray &module, qsizetype at, const void *bytes, qsizetype length)
{
    std::memcpy(module.data() + at, bytes, size_t(std::min(length, module.size() - at)));
}

void swapChunks(QByteArray &module, QRandomGenerator &random)
{
    const qsizetype length = 1 + random.bounded(512U);
    const qsizetype first = target(module, random);
    const qsizetype second = target(module, random);
    const QByteArray one = module.mid(first, length);
    const QByteArray other = module.mid(second, length);
    overwrite(module, first, other.constData(), other.size());
    overwrite(module, second, one.constData(), one.size());
}

void damage(QByteArray &module, QRandomGenerator &random)
{
    static constexpr quint64 extremes[] = {
        0, 1, 0x7fff, 0xffff, 0x7fffffff, 0xffffffff, 0x7fffffffffffffff, 0xffffffffffffffff};
    const qsizetype at = target(module, random);
    // Seldom cut: whatever else is wrong with a file that is too short does not matter any more.
    const bool isCut = random.bounded(40) == 0;
    switch (isCut ? Damage::Cut : Damage(random.bounded(4))) {
    case Damage::FlipBits:
        module[at] = char(module[at] ^ (1 << random.bounded(8)));
        break;
    case Damage::Cut:
        module.truncate(std::max<qsizetype>(at, 1));
        break;
    case Damage::Zero: {
        const QByteArray zeroes(1 + qsizetype(random.bounded(1024U)), '\0');
        overwrite(module, at, zeroes.constData(), zeroes.size());
        break;
    }
    case Damage::Swap:
        swapChunks(module, random);
        break;
    case Damage::Extreme: {
        const quint64 value = extremes[random.bounded(int(std::size(extremes)))];
        overwrite(module, at, &value, 1 << random.bounded(4));
        break;
    }
    }
}

} // namespace

QByteArray corrupted(QByteArray module, QRandomGenerator &random)
{
    const int times = 1 + random.bounded(6);
    for (int i = 0; i < times; ++i)
        damage(module, random);
    return module;
}

} // namespace outlet::tests
