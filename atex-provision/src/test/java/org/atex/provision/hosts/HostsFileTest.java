package org.atex.provision.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.atex.core.InvalidArgumentException;
import org.atex.core.system.HostKeys;
import org.atex.core.system.SshSystem;
import org.atex.core.test.Platform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostsFileTest {

    private static final String KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB lab";

    @TempDir Path directory;

    private List<Host> read(String yaml) throws IOException {
        return HostsFile.read(Files.writeString(directory.resolve("lab.yaml"), yaml));
    }

    @Test
    void hostAloneIsEnough() throws Exception {
        assertThat(read("hosts: [{host: 10.0.0.7}]"))
                .containsExactly(Host.at(SshSystem.at("10.0.0.7")));
    }

    @Test
    void everythingCanBeSaid() throws Exception {
        Path key = Files.writeString(directory.resolve("id"), "");
        List<Host> hosts =
                read(
                        """
                        hosts:
                          - host: lab7.example.com
                            name: lab-7
                            port: 2222
                            user: admin
                            key: id
                            host-key: %s
                            platform: rhel-9@x86_64
                            dimensions: {variant: server, cpus: 8}
                            work-root: /var/tmp
                            ready-command: test -e /ready
                            jump: {host: gate, user: me, host-key: accept-any}
                        """
                                .formatted(KEY));

        SshSystem gate = SshSystem.at("gate").withUser("me").withHostKeys(HostKeys.acceptAny());
        assertThat(hosts)
                .containsExactly(
                        new Host(
                                "lab-7",
                                Platform.of("rhel-9", "x86_64")
                                        .with("variant", "server")
                                        .with("cpus", "8"),
                                SshSystem.at("lab7.example.com")
                                        .withPort(2222)
                                        .withUser("admin")
                                        .withKey(key)
                                        .withHostKeys(HostKeys.pinned(KEY))
                                        .withJump(gate)
                                        .withWorkRoot("/var/tmp")
                                        .withReadyCommand("test -e /ready")));
    }

    @Test
    void severalHostKeysArePinned() throws Exception {
        Host host =
                read("hosts:\n- host: a\n  host-key:\n  - %s\n  - %s\n".formatted(KEY, KEY)).get(0);

        assertThat(host.system().hostKeys()).isEqualTo(HostKeys.pinned(KEY, KEY));
    }

    @Test
    void nameAndDimensionsOfAPlatformMayDiffer() throws Exception {
        Host host = read("hosts: [{host: a, platform: lab, dimensions: {arch: s390x}}]").get(0);

        assertThat(host.platform()).isEqualTo(new Platform("lab", Map.of("arch", "s390x")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hosts: [{host: a, prot: 22}]            | lab.yaml:1: prot is no key that is known",
                "hosts: [{host: a, port: '22'}]          | lab.yaml:1: port has to be a number",
                "hosts: [{host: a, port: 70000}]         | lab.yaml:1: port has to be a number from 1",
                "hosts: [{host: a, port: 1e3}]           | lab.yaml:1: port has to be a number",
                "hosts: [{host: a, user: 7}]             | lab.yaml:1: user has to be text",
                "hosts: [{host: a, user: [b]}]           | lab.yaml:1: user has to be text",
                "hosts: [{host: a, user: ''}]            | lab.yaml:1: user is empty",
                "hosts: [{host: a, user: }]              | lab.yaml:1: user has to be text",
                "hosts: [{user: root}]                   | lab.yaml:1: an item of hosts lacks the key 'host'",
                "hosts: [a]                              | lab.yaml:1: an item of hosts has to be a mapping",
                "hosts: []                               | lab.yaml:1: hosts has no hosts",
                "hosts:                                  | lab.yaml:1: hosts has to be a list",
                "{}                                      | lab.yaml:1: the file lacks the key 'hosts'",
                "[]                                      | lab.yaml:1: the file has to be a mapping",
                "more: 1                                 | lab.yaml:1: more is no key",
                "hosts: [{host: a, host: b}]             | lab.yaml:1: host is there twice",
                "hosts: [{host: a},%n{host: a}]          | lab.yaml:2: host is a port 22, as in line 1",
                "hosts: [{host: a},%n{host: b, name: a}] | lab.yaml:2: name is a, as in line 1",
                "hosts: [{host: a, key: none}]           | lab.yaml:1: key is",
                "hosts: [{host: a, host-key: yes}]       | lab.yaml:1: host-key is no public key",
                "hosts: [{host: a, host-key: [accept-any]}] | lab.yaml:1: an item of host-key is no",
                "hosts: [{host: a, dimensions: [x]}]     | lab.yaml:1: dimensions has to be a mapping",
                "hosts: [{host: a, dimensions: {x: }}]   | lab.yaml:1: x has to be text",
                "hosts: [{host: a, jump: {name: b}}]     | lab.yaml:1: name is no key",
                "hosts: [{host: a, jump: {port: 1}}]     | lab.yaml:1: jump lacks the key 'host'",
                "%n%nhosts: [{host: a}                   | lab.yaml:4: expected",
                "hosts: *nobody                          | lab.yaml:1:",
                "{ {a: b}: c }                           | lab.yaml:1: the file has a key that is no text",
                "--- 1%n--- 2                            | lab.yaml:2: ",
            })
    void whatIsWrongIsToldInOneLineWithItsPlace(String yaml, String message) {
        assertThatThrownBy(() -> read(yaml.formatted() + "\n"))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageStartingWith(directory.resolve(message.strip()).toString())
                .message()
                .hasLineCount(1);
    }

    @Test
    void emptyFileIsToldSo() {
        assertThatThrownBy(() -> read("# nothing\n"))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageEndingWith("lab.yaml:1: it is empty");
    }

    @Test
    void unreadableFileIsToldSo() throws Exception {
        Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff, 0});

        assertThatThrownBy(() -> HostsFile.read(directory.resolve("none.yaml")))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageEndingWith("none.yaml: cannot be read: there is no such file");
        assertThatThrownBy(() -> HostsFile.read(binary))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("not UTF-8");
        assertThatThrownBy(() -> HostsFile.read(directory))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("cannot be read");
    }
}
