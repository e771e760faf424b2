package org.atex.core.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SshSystemTest {

    @Test
    void theLoginCommandIsReadyForAShell() {
        SshSystem system = SshSystem.at("10.0.0.7").withPort(2222).withKey(Path.of("/keys/lab"));

        assertThat(system.loginCommand()).isEqualTo("ssh -p 2222 -i /keys/lab root@10.0.0.7");
    }

    @Test
    void theLoginCommandNamesTheJumpHostAndTheHostKeyRule() {
        SshSystem system =
                SshSystem.at("fe80::1")
                        .withUser("admin")
                        .withHostKeys(HostKeys.acceptAny())
                        .withJump(SshSystem.at("gate").withUser("me"));

        assertThat(system.loginCommand())
                .isEqualTo(
                        "ssh -p 22 -J me@gate:22 -o StrictHostKeyChecking=no -o"
                                + " UserKnownHostsFile=/dev/null admin@fe80::1");
    }

    @Test
    void theLoginCommandQuotesWhatAShellWouldMisread() {
        SshSystem system = SshSystem.at("$(reboot)").withKey(Path.of("/my keys/it's"));

        assertThat(system.loginCommand())
                .isEqualTo("ssh -p 22 -i '/my keys/it'\\''s' 'root@$(reboot)'");
    }

    // RUN-16
    @Test
    void changedCopiesStillKeepTrees() {
        SshSystem system = SshSystem.at("lab").withCachedTrees();

        assertThat(SshSystem.at("lab").cachesTrees()).isFalse();
        assertThat(
                        system.withPort(2222)
                                .withUser("me")
                                .withKey(Path.of("/keys/lab"))
                                .withHostKeys(HostKeys.acceptAny())
                                .withJump(SshSystem.at("gate"))
                                .withWorkRoot("/srv")
                                .withReadyCommand("true")
                                .cachesTrees())
                .isTrue();
    }
}
