// SPDX-License-Identifier: GPL-3.0-or-later
// For the preset tsan, as part of the program. Qt is not built with the thread sanitizer, so that the
// locks of its event queues are not seen, and whatever one thread hands to another through
// QMetaObject::invokeMethod() would count as a race. This stands before Qt's function and tells of
// the hand-over, and of nothing else: two threads that share data without it are still found out.
#include <QObject>

#include <dlfcn.h>
#include <sanitizer/tsan_interface.h>

#include <memory>

namespace {

/** Stands for a slot, and does what that does. */
class Announced : public QtPrivate::QSlotObjectBase
{
public:
    Announced(QSlotObjectBase *slot, std::shared_ptr<char> end)
        : QSlotObjectBase(&impl), m_slot(slot), m_end(std::move(end))
    {}

private:
    static void impl(int which, QSlotObjectBase *base, QObject *receiver, void **arguments, bool *)
    {
        __tsan_acquire(base);
        auto *self = static_cast<Announced *>(base);
        if (which == Call) {
            self->m_slot->call(receiver, arguments);
            __tsan_release(self->m_end.get());
        } else if (which == Destroy) {
            self->m_slot->destroyIfLastRef();
            delete self;
        }
    }

    QSlotObjectBase *m_slot;
    std::shared_ptr<char> m_end; ///< only its address matters; the caller may ask after the slot
};

} // namespace

bool QMetaObject::invokeMethodImpl(QObject *object, QtPrivate::QSlotObjectBase *slot,
                                   Qt::ConnectionType type, void *result)
{
    using Function = bool (*)(QObject *, QtPrivate::QSlotObjectBase *, Qt::ConnectionType, void *);
    static const auto real = reinterpret_cast<Function>(
        ::dlsym(RTLD_NEXT, "_ZN11QMetaObject16invokeMethodImplEP7QObjectPN9QtPrivate15QSlotObject"
                           "BaseEN2Qt14ConnectionTypeEPv"));
    const auto end = std::make_shared<char>();
    auto *announced = new Announced(slot, end);
    __tsan_release(announced);
    const bool isDone = real(object, announced, type, result);
    if (type == Qt::BlockingQueuedConnection)
        __tsan_acquire(end.get());
    return isDone;
}
