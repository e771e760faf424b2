package org.atex.executor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.atex.core.execute.TestExecutor;
import org.atex.core.execute.TestExecutorFactory;
import org.atex.core.result.TestOutcome;
import org.atex.core.system.SshSystem;
import org.atex.core.test.Attempt;
import org.atex.core.test.Platform;
import org.atex.core.test.SystemSetup;
import org.atex.core.test.TestRun;
import org.atex.core.time.Deadline;
import org.atex.provision.local.LocalProvisioner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploaded trees that stay on a system. */
// RUN-16
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class CachedTreesTest {

    private static final int SIZE = 2 << 20;

    @TempDir Path temp;

    private final OpenSshServer server = new OpenSshServer();
    private final TestExecutorFactory factory = SshTestExecutor.factory();
    private SshSystem system;
    private Path tree;
    private int attempts;

    @BeforeEach
    void start() throws Exception {
        system = server.reserve(Deadline.after(ofMinutes(1))).withCachedTrees();
        tree = Files.createDirectory(temp.resolve("tree"));
        byte[] noise = new byte[SIZE];
        new Random(1).nextBytes(noise);
        Files.write(tree.resolve("noise"), noise);
        Files.writeString(tree.resolve("word"), "first");
    }

    @AfterEach
    void release() {
        server.release();
    }

    /** Starts an executor, has a test print a file of the tree, and stops it. */
    private String use(TestExecutorFactory with, SshSystem on) throws Exception {
        try (TestExecutor executor = with.open(on, () -> true)) {
            executor.start(SystemSetup.ofTree(tree), Deadline.after(ofMinutes(1)));
            String output = word(executor);
            executor.stop(Deadline.after(ofMinutes(1)));
            return output;
        }
    }

    private String word(TestExecutor executor) throws IOException {
        Path directory = Files.createDirectory(temp.resolve("attempt-" + attempts));
        TestRun test = TestRun.named("/a", "cat \"$TMT_TREE/word\"").build();
        TestOutcome outcome =
                executor.run(
                        new Attempt(++attempts, test, 1, "sshd", Platform.any(), directory),
                        result -> {});
        assertThat(outcome.passed()).isTrue();
        return Files.readString(directory.resolve("files/output.txt"));
    }

    private String use() throws Exception {
        return use(factory, system);
    }

    private List<Path> kept() throws IOException {
        try (Stream<Path> files = Files.list(server.workRoot())) {
            return files.sorted().toList();
        }
    }

    private Path onlyKept() throws IOException {
        assertThat(kept()).hasSize(1);
        return kept().get(0);
    }

    @Test
    void unchangedTreeIsNotSentAgain() throws Exception {
        try (CountingProxy proxy = new CountingProxy(system.port())) {
            SshSystem counted = system.withPort(proxy.port());
            use(factory, counted);
            assertThat(proxy.sent()).isGreaterThan(SIZE);

            String word = use(factory, counted);

            assertThat(word).isEqualTo("first");
            assertThat(proxy.sent()).isLessThan(SIZE / 20);
        }
    }

    @Test
    void anotherRunnerNeedsNotSendItEither() throws Exception {
        try (CountingProxy proxy = new CountingProxy(system.port())) {
            SshSystem counted = system.withPort(proxy.port());
            use(factory, counted);
            assertThat(proxy.sent()).isGreaterThan(SIZE);

            use(SshTestExecutor.factory(), counted);

            assertThat(proxy.sent()).isLessThan(SIZE / 20);
        }
    }

    @Test
    void onlyTheArchiveStaysForItsOwner() throws Exception {
        use();

        Path archive = onlyKept();
        assertThat(archive.getFileName().toString()).matches("atex-tree-[0-9a-f]{64}");
        assertThat(permissions(archive)).isEqualTo("rw-------");
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void changedTreeIsSent() throws Exception {
        use();
        Files.writeString(tree.resolve("word"), "second");

        assertThat(use()).isEqualTo("second");
        assertThat(kept()).hasSize(2);
    }

    @Test
    void theThreeUsedLastStay() throws Exception {
        use();
        Path first = onlyKept();
        for (String word : List.of("b", "c", "d")) {
            Files.setLastModifiedTime(first, FileTime.from(Instant.now())); // as a use does
            Files.writeString(tree.resolve("word"), word + word);
            use();
        }

        assertThat(kept()).hasSize(3).contains(first);
    }

    @Test
    void workingWithAnOldOneMakesItTheNewest() throws Exception {
        use();
        Path first = onlyKept();
        Files.setLastModifiedTime(first, FileTime.fromMillis(0));

        use();

        assertThat(Files.getLastModifiedTime(first).toInstant())
                .isAfter(Instant.EPOCH.plusSeconds(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut", "empty", "other bytes", "readable by all", "a link"})
    void whatIsNotAsItWasKeptIsNotUsed(String how) throws Exception {
        use();
        Path archive = onlyKept();
        byte[] kept = Files.readAllBytes(archive);
        spoil(archive, how);

        assertThat(use()).isEqualTo("first");
        assertThat(onlyKept()).isEqualTo(archive).isRegularFile().hasBinaryContent(kept);
        assertThat(permissions(archive)).isEqualTo("rw-------");
    }

    private void spoil(Path archive, String how) throws IOException {
        byte[] bytes = Files.readAllBytes(archive);
        switch (how) {
            case "cut" -> Files.write(archive, Arrays.copyOf(bytes, bytes.length / 2));
            case "empty" -> Files.write(archive, new byte[0]);
            case "other bytes" -> Files.write(archive, withAnotherWord(bytes));
            case "readable by all" -> {
                Files.write(archive, withAnotherWord(bytes));
                Files.setPosixFilePermissions(
                        archive, PosixFilePermissions.fromString("rw-r--r--"));
            }
            default -> {
                Files.delete(archive);
                Path elsewhere = temp.resolve("elsewhere");
                Files.createSymbolicLink(archive, Files.write(elsewhere, withAnotherWord(bytes)));
            }
        }
    }

    /** The last block before the two at the end. */
    private static byte[] withAnotherWord(byte[] archive) {
        int place = archive.length - 3 * 512;
        assertThat(new String(archive, place, 5, US_ASCII)).isEqualTo("first");
        byte[] changed = archive.clone();
        changed[place] = 't';
        return changed;
    }

    @Test
    void whatBelongsToAnotherUserIsNotUsed() throws Exception {
        assumeTrue(system.user().equals("root"), "files can be given away");
        use();
        Path archive = onlyKept();
        Files.write(archive, withAnotherWord(Files.readAllBytes(archive)));
        Files.setAttribute(archive, "unix:uid", 65534);

        assertThat(use()).isEqualTo("first");
        assertThat(Files.getAttribute(onlyKept(), "unix:uid")).isEqualTo(0);
    }

    @Test
    void directoryInItsPlaceDoesNoHarm() throws Exception {
        use();
        Path archive = onlyKept();
        Files.delete(archive);
        Files.createDirectory(archive);

        assertThat(use()).isEqualTo("first");
        assertThat(onlyKept()).isEmptyDirectory();
    }

    @Test
    void severalSystemsOfOneHostFillItAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<Void> start =
                    () -> {
                        try (TestExecutor executor = factory.open(system, () -> true)) {
                            Deadline deadline = Deadline.after(ofMinutes(1));
                            executor.start(SystemSetup.ofTree(tree), deadline);
                            executor.stop(deadline);
                            return null;
                        }
                    };
            for (Future<Void> each : threads.invokeAll(List.of(start, start, start, start))) {
                each.get();
            }
        } finally {
            threads.shutdown();
        }

        onlyKept();
        assertThat(use()).isEqualTo("first");
    }

    @Test
    void nothingStaysUnlessWanted() throws Exception {
        use(factory, server.system());
        use(SshTestExecutor.builder().cacheTrees(false).factory(), system);

        assertThat(server.workRoot()).isEmptyDirectory();
    }

    @Test
    void theBuilderMayWantIt() throws Exception {
        use(SshTestExecutor.builder().cacheTrees(true).factory(), server.system());

        onlyKept();
    }

    @Test
    void localSystemKeepsTreesAndLeavesNothing() throws Exception {
        LocalProvisioner local = new LocalProvisioner();
        SshSystem on = local.reserve(Deadline.after(ofMinutes(1)));
        Path home = Path.of(on.workRoot().orElseThrow());
        try {
            use(factory, on);
            assertThat(home.toFile().list((at, name) -> name.startsWith("atex-tree-"))).hasSize(1);
        } finally {
            local.release();
        }

        assertThat(home).doesNotExist();
    }
}
