package org.atex.executor.ssh;

import net.schmizz.sshj.common.LoggerFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;

/**
 * The SSH library's log, all of it at debug: it calls every lost connection an error, and a system
 * that reboots loses its connection. What matters is said once, by whoever handles it.
 */
final class QuietLogger extends LegacyAbstractLogger {

    private static final long serialVersionUID = 1L;

    private final transient Logger target;

    private QuietLogger(Logger target) {
        this.target = target;
        this.name = target.getName();
    }

    static LoggerFactory factory() {
        return new LoggerFactory() {
            @Override
            public Logger getLogger(String name) {
                return new QuietLogger(org.slf4j.LoggerFactory.getLogger(name));
            }

            @Override
            public Logger getLogger(Class<?> type) {
                return getLogger(type.getName());
            }
        };
    }

    /** Never: it would show the bytes of packets, secrets included. */
    @Override
    public boolean isTraceEnabled() {
        return false;
    }

    @Override
    public boolean isDebugEnabled() {
        return target.isTraceEnabled();
    }

    @Override
    public boolean isInfoEnabled() {
        return target.isDebugEnabled();
    }

    @Override
    public boolean isWarnEnabled() {
        return target.isDebugEnabled();
    }

    @Override
    public boolean isErrorEnabled() {
        return target.isDebugEnabled();
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            String message,
            Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        Level quiet = level.toInt() > Level.DEBUG.toInt() ? Level.DEBUG : Level.TRACE;
        var event = target.atLevel(quiet);
        if (arguments != null) {
            for (Object argument : arguments) {
                event = event.addArgument(argument);
            }
        }
        event.setCause(thrown).log(message);
    }
}
