package org.atex.provision.hosts;

import java.util.Objects;
import org.atex.core.InvalidArgumentException;
import org.atex.core.system.SshSystem;
import org.atex.core.test.Platform;

/**
 * A machine that is there already.
 *
 * @param name what people call it; unique in a list
 * @param platform what it provides
 * @param system where it is
 */
public record Host(String name, Platform platform, SshSystem system) {

    /** Checks the parts. */
    public Host {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(platform, "platform");
        Objects.requireNonNull(system, "system");
        if (name.isBlank()) {
            throw new InvalidArgumentException("the host at %s has no name".formatted(system));
        }
    }

    /** The machine there: named after its address, of no particular platform. */
    public static Host at(SshSystem system) {
        return new Host(system.host(), Platform.any(), system);
    }

    /** The same under another name. */
    public Host withName(String newName) {
        return new Host(newName, platform, system);
    }

    /** The same with another platform. */
    public Host withPlatform(Platform newPlatform) {
        return new Host(name, newPlatform, system);
    }

    @Override
    public String toString() {
        return "%s (%s)".formatted(name, system);
    }
}
