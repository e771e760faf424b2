package org.atex.provision.hosts;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.atex.core.InvalidArgumentException;
import org.atex.core.system.HostKeys;
import org.atex.core.system.SshSystem;
import org.atex.core.test.Platform;

/** Reads a list of hosts from YAML; what is wrong is told in one line with file, line and key. */
final class HostsFile {

    private static final Set<String> JUMP_KEYS = Set.of("host", "port", "user", "key", "host-key");
    private static final Set<String> HOST_KEYS =
            Set.of(
                    "host",
                    "port",
                    "user",
                    "key",
                    "host-key",
                    "name",
                    "platform",
                    "dimensions",
                    "work-root",
                    "ready-command",
                    "jump");

    private final Path file;
    private final Map<String, Integer> linesOfNames = new HashMap<>();
    private final Map<String, Integer> linesOfAddresses = new HashMap<>();

    private HostsFile(Path file) {
        this.file = file;
    }

    static List<Host> read(Path file) {
        return new HostsFile(file).hosts();
    }

    private List<Host> hosts() {
        YamlValue root = YamlValue.parse(file.toString(), text());
        YamlMap top = root.map(Set.of("hosts"));
        List<Host> hosts = new ArrayList<>();
        for (YamlValue item : top.required("hosts").list()) {
            hosts.add(host(item.map(HOST_KEYS)));
        }
        if (hosts.isEmpty()) {
            throw top.required("hosts").wrong("has no hosts");
        }
        return hosts;
    }

    private String text() {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw unreadable("there is no such file", e);
        } catch (MalformedInputException e) {
            throw unreadable("it is not UTF-8", e);
        } catch (IOException e) {
            throw unreadable(e.toString(), e);
        }
    }

    private InvalidArgumentException unreadable(String why, IOException cause) {
        return new InvalidArgumentException("%s: cannot be read: %s".formatted(file, why), cause);
    }

    private Host host(YamlMap map) {
        SshSystem system = system(map);
        if (map.get("jump").isPresent()) {
            system = system.withJump(system(map.get("jump").get().map(JUMP_KEYS)));
        } else {
            String address = system.host() + " port " + system.port();
            once(linesOfAddresses, address, map.required("host"));
        }
        Optional<YamlValue> name = map.get("name");
        once(
                linesOfNames,
                name.map(YamlValue::text).orElse(system.host()),
                name.orElse(map.required("host")));
        return new Host(
                name.map(YamlValue::text).orElse(system.host()), platform(map), with(system, map));
    }

    private static void once(Map<String, Integer> lines, String what, YamlValue place) {
        Integer before = lines.putIfAbsent(what, place.line());
        if (before != null) {
            throw place.wrong("is %s, as in line %d".formatted(what, before));
        }
    }

    private SshSystem system(YamlMap map) {
        SshSystem system = SshSystem.at(map.required("host").text());
        if (map.get("port").isPresent()) {
            system = system.withPort(map.get("port").get().number(1, 65535));
        }
        if (map.get("user").isPresent()) {
            system = system.withUser(map.get("user").get().text());
        }
        if (map.get("key").isPresent()) {
            system = system.withKey(readable(map.get("key").get()));
        }
        if (map.get("host-key").isPresent()) {
            system = system.withHostKeys(hostKeys(map.get("host-key").get()));
        }
        return system;
    }

    private static SshSystem with(SshSystem system, YamlMap map) {
        SshSystem more = system;
        if (map.get("work-root").isPresent()) {
            more = more.withWorkRoot(map.get("work-root").get().text());
        }
        if (map.get("ready-command").isPresent()) {
            more = more.withReadyCommand(map.get("ready-command").get().text());
        }
        return more;
    }

    private Path readable(YamlValue value) {
        String text = value.text();
        Path path =
                text.startsWith("~/")
                        ? Path.of(System.getProperty("user.home"), text.substring(2))
                        : file.resolveSibling(text);
        if (!Files.isReadable(path)) {
            throw value.wrong("is %s, which cannot be read".formatted(path));
        }
        return path;
    }

    private static HostKeys hostKeys(YamlValue value) {
        if (value.isList()) {
            return new HostKeys.Pinned(value.list().stream().map(HostsFile::hostKey).toList());
        }
        return value.text().equals("accept-any")
                ? HostKeys.acceptAny()
                : HostKeys.pinned(hostKey(value));
    }

    private static String hostKey(YamlValue value) {
        String key = value.text().strip();
        if (!key.matches("[a-z0-9@.-]+\\s+AAAA[A-Za-z0-9+/]+=*(\\s.*)?")) {
            throw value.wrong("is no public key like 'ssh-ed25519 AAAA...', nor accept-any");
        }
        return key;
    }

    private static Platform platform(YamlMap map) {
        String name = map.get("platform").map(YamlValue::text).orElse("");
        String[] parts = name.split("@", -1);
        Platform platform =
                parts.length == 2 ? Platform.of(parts[0], parts[1]) : Platform.named(name);
        if (map.get("dimensions").isPresent()) {
            for (Map.Entry<String, YamlValue> each : map.get("dimensions").get().map().entries()) {
                platform = platform.with(each.getKey(), each.getValue().scalar());
            }
        }
        return platform;
    }
}
