// SPDX-License-Identifier: GPL-3.0-or-later
#include <outlet/connector.h>

#include <cstdlib>

class Unfit final : public QObject
{
    Q_OBJECT
    Q_PLUGIN_METADATA(IID OUTLET_CONNECTOR_IID FILE OUTLET_MANIFEST)

public:
    Q_INVOKABLE int call();
};

#if defined(UNFIT_UNIQUE)
template<class T>
struct __attribute__((visibility("default"))) Counter
{
    static inline int value = 0;
};
int Unfit::call()
{
    return ++Counter<int>::value;
}
#elif defined(UNFIT_EXPORTED)
__attribute__((visibility("default"))) int compress();
int compress()
{
    return 1;
}
int Unfit::call()
{
    return compress();
}
#elif defined(UNFIT_FORBIDDEN)
int Unfit::call()
{
    std::exit(1);
}
#elif defined(UNFIT_LARGE)
static char table[9 * 1024 * 1024] = {1};
int Unfit::call()
{
    return ++table[sizeof table / 2];
}
#else
int Unfit::call()
{
    return 1;
}
#endif

#include "unfit.moc"
