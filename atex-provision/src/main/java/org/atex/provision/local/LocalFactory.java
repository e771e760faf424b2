package org.atex.provision.local;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.atex.core.system.ProvisionException;
import org.atex.core.system.Provisioner;
import org.atex.core.system.ProvisionerFactory;
import org.atex.core.test.Platform;
import org.atex.core.time.Deadline;

/** Makes local systems, and takes over what a dead process left of them. */
final class LocalFactory implements ProvisionerFactory {

    private static final String HOME = "home";
    private static final Duration TIME_TO_ADOPT = Duration.ofSeconds(30);

    private final Platform platform;

    LocalFactory(Platform platform) {
        this.platform = platform;
    }

    static Map<String, String> handle(Path base) {
        return Map.of(HOME, base.toString());
    }

    @Override
    public Provisioner create() {
        return new LocalProvisioner(platform);
    }

    @Override
    public Optional<Provisioner> adopt(Map<String, String> handle) {
        Path base = base(handle);
        if (!ScratchHome.isFree(base)) {
            return Optional.empty();
        }
        LocalProvisioner provisioner = LocalProvisioner.adopting(platform, base);
        try {
            provisioner.reserve(Deadline.after(TIME_TO_ADOPT));
            return Optional.of(provisioner);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProvisionException("interrupted while %s was taken over".formatted(base), e);
        }
    }

    @Override
    public void discard(Map<String, String> handle) {
        Path base = base(handle);
        if (!ScratchHome.isFree(base)) {
            return;
        }
        try {
            ScratchHome home = ScratchHome.adopt(base);
            new SystemProcesses(home).close();
            home.delete();
        } catch (IOException e) {
            throw new ProvisionException(
                    "%s cannot be given back: %s".formatted(base, e.getMessage()), e);
        }
    }

    private static Path base(Map<String, String> handle) {
        String base = handle.get(HOME);
        if (base == null) {
            throw new ProvisionException("this is no handle of a local system: " + handle);
        }
        return Path.of(base);
    }
}
