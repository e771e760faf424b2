package org.atex.executor.script;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A system whose package managers note what they are asked, and "install" what can be had by adding
 * it to a list. Runs {@code packages.sh} there.
 */
final class FakeManagers {

    /** Status and output of the script. */
    record Ended(int status, String output) {}

    private static final List<String> TOOLS =
            List.of("bash", "sh", "cat", "dirname", "grep", "head", "sed", "sort", "tr");

    private static final String NOTE =
            """
            #!/bin/bash
            cd %s
            { printf '%%s' "${0##*/}"; printf ' [%%s]' "$@"; echo; } >>calls
            """;

    private static final String MANAGER =
            """
            [ "$1" = update ] && exit
            status=0
            for name in "$@"; do
              case $name in -*|install|add) continue ;; esac
              if grep -qxF -e "$name" available; then echo "$name" >>installed; else status=1; fi
            done
            [ -e always-successful ] || exit $status
            """;

    private static final String RPM =
            """
            if [ $# -gt 3 ]; then
              [[ $3 = *[\\<=\\>]* ]] || grep -F -e "$3 " versions
            else
              grep -qxF -e "$3" installed
            fi
            """;

    private static final String DPKG_QUERY =
            """
            grep -qxF -e "$4" installed && echo installed=1.0
            sed -n "s/^$4 /installed=/p" versions
            """;
    private static final String APK =
            "if [ \"$1\" = info ]; then grep -qxF -e \"$3\" installed; exit; fi\n" + MANAGER;

    private final Path root;
    private final Path bin;
    private final Path script;

    FakeManagers(Path root) throws IOException {
        this.root = root;
        bin = Files.createDirectory(root.resolve("bin"));
        for (String tool : TOOLS) {
            Files.writeString(
                    bin.resolve(tool), "#!/bin/sh\nexec %s \"$@\"\n".formatted(real(tool)));
            executable(bin.resolve(tool));
        }
        for (String list : List.of("calls", "available", "installed", "versions")) {
            Files.createFile(root.resolve(list));
        }
        String text = new String(Resources.bytes("packages.sh"), StandardCharsets.UTF_8);
        script = root.resolve("packages.sh");
        Files.writeString(script, text.replace("/run/ostree-booted", root + "/ostree-booted"));
    }

    private static Path real(String tool) {
        Path path = Path.of("/usr/bin", tool);
        return Files.exists(path) ? path : Path.of("/bin", tool);
    }

    /** Adds a manager, and what tells which packages there are. */
    FakeManagers with(String manager) throws IOException {
        switch (manager) {
            case "apt-get" -> {
                program("apt-get", MANAGER);
                program("dpkg-query", DPKG_QUERY);
            }
            case "apk" -> program("apk", APK);
            case "rpm-ostree" -> {
                Files.createFile(root.resolve("ostree-booted"));
                program("rpm-ostree", MANAGER);
                program("rpm", RPM);
            }
            default -> {
                program(manager, MANAGER);
                program("rpm", RPM);
            }
        }
        return this;
    }

    /** Adds a program that notes how it was called, and does this. */
    FakeManagers program(String name, String text) throws IOException {
        Path file = bin.resolve(name);
        Files.writeString(file, NOTE.formatted(root) + text);
        executable(file);
        return this;
    }

    private static void executable(Path file) throws IOException {
        if (!file.toFile().setExecutable(true)) {
            throw new IOException(file + " cannot be made executable");
        }
    }

    FakeManagers available(String... names) throws IOException {
        return list("available", names);
    }

    FakeManagers installed(String... names) throws IOException {
        return list("installed", names);
    }

    /** What is there in versions: {@code "foo 1.2-3"}. */
    FakeManagers versions(String... lines) throws IOException {
        return list("versions", lines);
    }

    FakeManagers alwaysSuccessful() throws IOException {
        return list("always-successful");
    }

    private FakeManagers list(String name, String... lines) throws IOException {
        Files.write(root.resolve(name), List.of(lines));
        return this;
    }

    Ended run(String how, String... names) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("/bin/bash", script.toString(), how));
        words.addAll(List.of(names));
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", bin.toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    /** What programs other than those that only look were asked, each argument in brackets. */
    List<String> changes() throws IOException {
        return Files.readAllLines(root.resolve("calls")).stream()
                .filter(call -> !call.startsWith("rpm ["))
                .filter(call -> !call.startsWith("dpkg-query"))
                .filter(call -> !call.startsWith("apk [info]"))
                .filter(call -> !call.startsWith("bootc [status]"))
                .toList();
    }
}
