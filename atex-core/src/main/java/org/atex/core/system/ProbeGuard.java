package org.atex.core.system;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a subclass whether its system is gone, believing it only within 5 s and only once. A
 * subclass that cannot know it is not asked: that would cost a thread after each test.
 */
final class ProbeGuard {

    private static final Logger log = LoggerFactory.getLogger(Provisioner.class);
    private static final long MILLIS = 5_000;

    private static final ClassValue<Boolean> CAN_KNOW =
            new ClassValue<>() {
                @Override
                protected Boolean computeValue(Class<?> kind) {
                    return overridesProbe(kind);
                }
            };

    private final boolean canKnow;
    private volatile boolean gone;

    ProbeGuard(Class<? extends Provisioner> kind) {
        canKnow = CAN_KNOW.get(kind);
    }

    private static boolean overridesProbe(Class<?> kind) {
        for (Class<?> each = kind; each != Provisioner.class; each = each.getSuperclass()) {
            if (Arrays.stream(each.getDeclaredMethods()).anyMatch(ProbeGuard::isProbe)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isProbe(Method method) {
        return method.getName().equals("probe") && method.getParameterCount() == 0;
    }

    boolean alive(BooleanSupplier probe) {
        if (canKnow && !gone && !ask(probe)) {
            gone = true;
        }
        return !gone;
    }

    private static boolean ask(BooleanSupplier probe) {
        AtomicBoolean answer = new AtomicBoolean(true);
        Thread thread = new Thread(() -> answer.set(probe.getAsBoolean()), "atex-probe");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((failed, why) -> log.debug("a probe failed", why));
        thread.start();
        try {
            thread.join(MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            thread.interrupt();
            return true;
        }
        if (thread.isAlive()) {
            thread.interrupt();
            return true;
        }
        return answer.get();
    }
}
