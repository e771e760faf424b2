package org.atex.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each wrong input gets exit code 2 and one line that names the place. */
class WrongInputTest {

    @TempDir private Path directory = Path.of(".");

    private static void complains(InProcess.Ran ran, String... parts) {
        assertThat(ran.complaints().lines()).as(ran.complaints()).hasSize(1);
        assertThat(ran.complaints()).startsWith("atex: ").contains(parts);
        assertThat(ran.complaints()).doesNotContain("Exception", "defect");
        assertThat(ran.exitCode()).isEqualTo(ExitCodes.TROUBLE);
    }

    @Test
    void directoryWithoutMetadata(@TempDir Path nothing) {
        complains(InProcess.call("fmf", nothing.toString()), ".fmf", nothing.toString());
        complains(InProcess.run(directory, nothing.toString()), nothing.toString());
        assertThat(directory.resolve("out")).doesNotExist();
    }

    @Test
    void missingDirectory() {
        complains(InProcess.call("discover", "no/such/tree"), "no/such/tree");
    }

    @Test
    void brokenYaml(@TempDir Path tree) throws IOException {
        Trees.write(tree, "a: 1\nb: [2\nc: 3\n");

        complains(InProcess.call("discover", tree.toString()), tree + "/main.fmf", "line 3");
    }

    @Test
    void unknownPlan() {
        complains(
                InProcess.call("discover", "tree", "--plan", "/plans/none"), "/plans/none", "tree");
        complains(InProcess.call("discover", "tree", "--plan", "/results/pass"), "/results/pass");
    }

    @Test
    void wrongKeyOfTest(@TempDir Path tree) throws IOException {
        Trees.write(tree, "/a: {test: 'true', duration: soon}");

        complains(InProcess.call("discover", tree.toString()), "/a", "'duration'", "'soon'");
    }

    @Test
    void noTestSelected() {
        complains(
                InProcess.call("discover", "tree", "--name", "nothing/like/it"),
                "tree",
                "no test is selected");
        complains(
                InProcess.run(directory, "tree", "--plan", "/plans/smoke", "--filter", "tag: none"),
                "/plans/smoke");
    }

    @Test
    void brokenSelection() {
        complains(InProcess.call("discover", "tree", "--name", "("), "(");
        complains(InProcess.call("discover", "tree", "--condition", "1 +"), "1 +");
        complains(InProcess.call("discover", "tree", "--context", "fedora"), "--context fedora");
    }

    @Test
    void wrongUsage() {
        complains(InProcess.call("run", "tree"), "--out");
        complains(InProcess.call("run", "tree", "--out"), "--out");
        complains(InProcess.call("fly"), "fly");
        complains(InProcess.call("fmf", "tree", "--sort"), "--sort");
        complains(InProcess.run(directory, "tree", "--systems", "local:none"), "local:none");
        complains(InProcess.run(directory, "tree", "--systems", "cloud:1"), "cloud:1");
        complains(InProcess.run(directory, "tree", "--reruns", "-1"), "--reruns");
        complains(InProcess.run(directory, "tree", "--reruns", "many"), "--reruns");
    }

    @Test
    void directoryWithResults() throws IOException {
        Path out = Files.createDirectory(directory.resolve("out"));
        Files.writeString(out.resolve("results.jsonl"), "");

        complains(InProcess.run(directory, "tree", "--name", "pass"), out.toString());
        assertThat(out.resolve("results.jsonl")).isEmptyFile();
    }

    @Test
    void outIsAFile() throws IOException {
        Files.writeString(directory.resolve("out"), "");

        complains(InProcess.run(directory, "tree"), directory.resolve("out").toString());
    }

    @Test
    void reportOfNoResults() {
        complains(InProcess.call("report", "no/such", "--junit", "x.xml"), "no/such/results.jsonl");
    }

    @Test
    void hostsFile() throws IOException {
        Path hosts = directory.resolve("hosts.yaml");

        complains(run(hosts), hosts.toString());
        Files.writeString(hosts, "hosts:\n  - host: a\n    prt: 22\n");
        complains(run(hosts), hosts.toString(), "line 3", "prt");
    }

    @Test
    @Timeout(60)
    void unreachableHost() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        complains(run(hostAt(port)), "127.0.0.1", String.valueOf(port));
    }

    @Test
    @Timeout(60)
    void silentPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            complains(
                    run(hostAt(socket.getLocalPort())),
                    "127.0.0.1",
                    String.valueOf(socket.getLocalPort()));
        }
    }

    private Path hostAt(int port) throws IOException {
        return Files.writeString(
                directory.resolve("hosts.yaml"),
                """
                hosts:
                  - host: 127.0.0.1
                    port: %d
                    host-key: accept-any
                """
                        .formatted(port));
    }

    private InProcess.Ran run(Path hosts) {
        return InProcess.run(
                directory,
                "tree",
                "--name",
                "/results/pass",
                "--systems",
                "hosts:" + hosts,
                "--reserve-limit",
                "2");
    }
}
