package org.atex.examples.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * A signal of the operating system that this process takes by itself. Java has no interface of its
 * own for that; what OpenJDK has is used if it is there, and asked for by name, for compilers warn
 * of it.
 */
final class OsSignal implements AutoCloseable {

    private final Method handle;
    private final Object signal;
    private final Object before;

    private OsSignal(Method handle, Object signal, Object before) {
        this.handle = handle;
        this.signal = signal;
        this.before = before;
    }

    /**
     * Has an action run, by a thread of its own, each time the signal comes.
     *
     * @param name without {@code SIG}
     * @param action takes the number of the signal
     * @return nothing if this Java cannot do that, or needs the signal itself
     */
    static Optional<OsSignal> on(String name, IntConsumer action) {
        try {
            Class<?> signals = Class.forName("sun.misc.Signal");
            Class<?> handlers = Class.forName("sun.misc.SignalHandler");
            Object signal = signals.getConstructor(String.class).newInstance(name);
            int number = (int) signals.getMethod("getNumber").invoke(signal);
            Method handle = signals.getMethod("handle", signals, handlers);
            Object before = handle.invoke(null, signal, handler(handlers, number, action));
            return Optional.of(new OsSignal(handle, signal, before));
        } catch (ReflectiveOperationException e) {
            return Optional.empty();
        }
    }

    private static Object handler(Class<?> type, int number, IntConsumer action) {
        return Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("handle")) {
                        action.accept(number);
                        return null;
                    }
                    return answer(proxy, method, arguments);
                });
    }

    /** What every object can be asked. */
    private static Object answer(Object proxy, Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "handler of " + OsSignal.class.getName();
        };
    }

    /** Has done with it what was done before. */
    @Override
    public void close() {
        try {
            handle.invoke(null, signal, before);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("a signal cannot be given back", e);
        }
    }
}
