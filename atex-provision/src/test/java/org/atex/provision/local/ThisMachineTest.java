package org.atex.provision.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ThisMachineTest {

    private static String distro(String... lines) {
        return ThisMachine.distroOf(List.of(lines));
    }

    @Test
    void distroIsIdAndVersion() {
        assertThat(distro("NAME=\"Debian GNU/Linux\"", "ID=debian", "VERSION_ID=\"12\""))
                .isEqualTo("debian-12");
        assertThat(distro("ID='fedora'", "# ID=other", "VERSION_ID=42")).isEqualTo("fedora-42");
        assertThat(distro("ID=\"opensuse-leap\"", "VERSION_ID=\"15.6\""))
                .isEqualTo("opensuse-leap-15.6");
    }

    @Test
    void rollingDistroHasNoVersion() {
        assertThat(distro("ID=arch")).isEqualTo("arch");
        assertThat(distro()).isEqualTo("linux");
    }

    @Test
    void centosStreamIsNamedSo() {
        assertThat(distro("NAME=\"CentOS Stream\"", "ID=\"centos\"", "VERSION_ID=\"9\""))
                .isEqualTo("centos-stream-9");
    }

    @Test
    void archIsTheWordOfTheKernel() {
        assertThat(ThisMachine.arch("amd64")).isEqualTo("x86_64");
        assertThat(ThisMachine.arch("aarch64")).isEqualTo("aarch64");
    }
}
