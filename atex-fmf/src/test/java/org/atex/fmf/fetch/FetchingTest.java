package org.atex.fmf.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.atex.fmf.LittleTree;
import org.atex.fmf.error.FmfFetchException;
import org.atex.fmf.error.FmfGeneralException;
import org.atex.fmf.error.FmfReferenceException;
import org.atex.fmf.tree.FmfNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchingTest {

    @TempDir Path temp;

    private Path remote;
    private String url;
    private Path cache;
    private FmfRepositories repositories;

    @BeforeEach
    void makeRemote() throws Exception {
        remote = temp.resolve("remote");
        url = "file://" + remote;
        cache = temp.resolve("cache");
        repositories = FmfRepositories.in(cache);
        Files.createDirectories(remote);
        git("init", "-q", "-b", "trunk");
        commit("x: 1\n/a: {}\n");
        git("tag", "v1");
        commit("x: 2\n/a: {}\n");
        git("checkout", "-q", "-b", "feature/new");
        commit("x: 3\n/a: {}\n");
        git("checkout", "-q", "trunk");
    }

    @Test
    void aRepositoryWithoutTreeIsNotReplacedByOneAboveTheCache() throws Exception {
        LittleTree.in(temp).with("main.fmf", "stranger: true\n");
        git("rm", "-q", "-r", ".fmf", "suite/.fmf");
        git("commit", "-q", "-m", "no tree");

        assertThatThrownBy(() -> repositories.node(FmfIdentifier.ofUrl(url)))
                .isInstanceOf(FmfReferenceException.class)
                .hasMessageContaining("has no tree");
    }

    private void git(String... arguments) throws InterruptedException {
        List<String> all = new ArrayList<>();
        all.addAll(List.of("-c", "user.name=x", "-c", "user.email=x@example.org"));
        all.addAll(List.of(arguments));
        new Git(Duration.ofMinutes(1)).run(remote, all.toArray(String[]::new));
    }

    private void commit(String main) throws InterruptedException {
        LittleTree.in(remote).with("main.fmf", main);
        LittleTree.in(remote.resolve("suite")).with("main.fmf", "y: 1\n/deep: {}\n");
        git("add", "-A");
        git("commit", "-q", "-m", "change");
    }

    private String x(FmfIdentifier identifier) throws InterruptedException {
        return repositories.node(identifier).get("x").map(Object::toString).orElse("none");
    }

    @Test
    void withoutRefTheDefaultBranchIsTaken() throws Exception {
        assertThat(x(FmfIdentifier.ofUrl(url))).isEqualTo("2");
        assertThat(cache.resolve(url.replace('/', '_')).resolve(".git")).isDirectory();
    }

    @Test
    void branchesTagsAndCommitsAreTakenEvenFromAShallowClone() throws Exception {
        FmfIdentifier any = FmfIdentifier.ofUrl(url);
        String commit = new Git(Duration.ofMinutes(1)).run(remote, "rev-parse", "v1");

        assertThat(x(any)).isEqualTo("2");
        assertThat(x(any.withRef("feature/new"))).isEqualTo("3");
        assertThat(x(any.withRef("v1"))).isEqualTo("1");
        assertThat(x(any.withRef(commit))).isEqualTo("1");
        assertThat(x(any)).isEqualTo("2");
    }

    @Test
    void aDefaultBranchMayHaveASlashInItsName() throws Exception {
        git("checkout", "-q", "feature/new");

        assertThat(x(FmfIdentifier.ofUrl(url))).isEqualTo("3");
    }

    @Test
    void whatWasFetchedStaysUntilItIsInvalidated() throws Exception {
        assertThat(x(FmfIdentifier.ofUrl(url))).isEqualTo("2");
        commit("x: 4\n/a: {}\n");

        assertThat(x(FmfIdentifier.ofUrl(url))).isEqualTo("2");
        repositories.invalidate();
        assertThat(x(FmfIdentifier.ofUrl(url))).isEqualTo("4");
    }

    @Test
    void pathAndNameLeadToTheNode() throws Exception {
        FmfNode node =
                repositories.node(FmfIdentifier.ofUrl(url).withPath("/suite").withName("/deep"));

        assertThat(node.name()).isEqualTo("/deep");
        assertThat(node.data()).containsOnlyKeys("y");
    }

    @Test
    void theTreeMayBeUsedWhileItsFilesAreHeld() throws Exception {
        String content =
                repositories.open(
                        FmfIdentifier.ofUrl(url).withRef("v1"),
                        tree -> read(tree.root().resolve("main.fmf")));

        assertThat(content).startsWith("x: 1");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void manyThreadsMayWantDifferentRefsAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<String>> found = new ArrayList<>();
        try {
            for (int i = 0; i < 12; i++) {
                FmfIdentifier wanted =
                        FmfIdentifier.ofUrl(url).withRef(i % 2 == 0 ? "v1" : "feature/new");
                found.add(threads.submit(() -> x(wanted)));
            }
            for (int i = 0; i < found.size(); i++) {
                assertThat(found.get(i).get()).isEqualTo(i % 2 == 0 ? "1" : "3");
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aRepositoryInUseIsNotChangedByItsUser() throws Exception {
        FmfIdentifier any = FmfIdentifier.ofUrl(url);

        assertThatThrownBy(
                        () ->
                                repositories.open(
                                        any,
                                        tree -> {
                                            try {
                                                return repositories.node(any.withRef("v1"));
                                            } catch (InterruptedException e) {
                                                throw new IllegalStateException(e);
                                            }
                                        }))
                .isExactlyInstanceOf(FmfGeneralException.class);
        assertThat(x(any)).isEqualTo("2");
    }

    @Test
    void whatCannotBeFetchedIsAFetchErrorAndLeavesNothing() throws Exception {
        FmfIdentifier any = FmfIdentifier.ofUrl(url);

        assertThatThrownBy(() -> repositories.node(any.withRef("nowhere")))
                .isExactlyInstanceOf(FmfFetchException.class);
        assertThatThrownBy(() -> repositories.node(any.withRef("--output=/tmp/x")))
                .isExactlyInstanceOf(FmfFetchException.class);
        assertThatThrownBy(() -> repositories.node(FmfIdentifier.ofUrl(url + "-not")))
                .isExactlyInstanceOf(FmfFetchException.class);
        assertThatThrownBy(() -> repositories.node(FmfIdentifier.ofUrl("..")))
                .isExactlyInstanceOf(FmfFetchException.class);
        try (var files = Files.list(cache)) {
            assertThat(files.filter(Files::isDirectory))
                    .containsExactly(cache.resolve(url.replace('/', '_')));
        }
    }

    @Test
    void passwordsAppearNowhere() {
        String secret = "https://user:hunter2@127.0.0.1:1/repository";

        assertThat(FmfRepositories.directoryName(secret)).doesNotContain("hunter2");
        assertThat(FmfIdentifier.ofUrl(secret).toString()).doesNotContain("hunter2");
        assertThatThrownBy(() -> repositories.node(FmfIdentifier.ofUrl(secret)))
                .isExactlyInstanceOf(FmfFetchException.class)
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void wrongReferencesAreReferenceErrors() {
        FmfIdentifier any = FmfIdentifier.ofUrl(url);

        assertThatThrownBy(() -> repositories.node(any.withName("/none")))
                .isExactlyInstanceOf(FmfReferenceException.class);
        assertThatThrownBy(() -> repositories.node(any.withPath("../..")))
                .isExactlyInstanceOf(FmfReferenceException.class);
        assertThatThrownBy(() -> repositories.node(FmfIdentifier.ofPath("relative")))
                .isExactlyInstanceOf(FmfReferenceException.class);
        assertThatThrownBy(() -> FmfIdentifier.of(Map.of("url", 5)))
                .isExactlyInstanceOf(FmfReferenceException.class);
    }

    @Test
    void aPathWithoutUrlIsLocal() throws Exception {
        FmfNode node =
                repositories.node(
                        FmfIdentifier.of(Map.of("path", remote + "/suite", "name", "/deep")));

        assertThat(node.root()).isEqualTo(remote.resolve("suite"));
    }

    @Test
    void theUsersCacheIsWhereTheEnvironmentSays() {
        assertThat(FmfRepositories.userCache(Map.of("FMF_CACHE_DIRECTORY", "/a"), "/h"))
                .isEqualTo(Path.of("/a"));
        assertThat(FmfRepositories.userCache(Map.of("XDG_CACHE_HOME", "/x"), "/h"))
                .isEqualTo(Path.of("/x/fmf"));
        assertThat(FmfRepositories.userCache(Map.of(), "/h")).isEqualTo(Path.of("/h/.cache/fmf"));
    }

    @Test
    void aLockThatNobodyGivesBackIsWaitedForOnlySoLong() throws Exception {
        Path file = temp.resolve("lock");
        Thread holder = holding(file);
        try {
            assertThatThrownBy(() -> CacheLock.take(file, Duration.ofMillis(50)))
                    .isExactlyInstanceOf(FmfGeneralException.class);
        } finally {
            holder.interrupt();
            holder.join();
        }
        CacheLock.take(file, Duration.ofSeconds(5)).close();
    }

    private static Thread holding(Path file) throws InterruptedException {
        var held = new CountDownLatch(1);
        Thread holder =
                new Thread(
                        () -> {
                            try (CacheLock lock = CacheLock.take(file, Duration.ofSeconds(5))) {
                                assertThat(lock).isNotNull();
                                held.countDown();
                                new CountDownLatch(1).await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "atex-test-holder");
        holder.start();
        held.await();
        return holder;
    }
}
