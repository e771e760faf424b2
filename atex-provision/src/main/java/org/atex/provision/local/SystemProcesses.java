package org.atex.provision.local;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The processes of one system: starts commands, and in the end kills all that came of them. */
final class SystemProcesses implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SystemProcesses.class);
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final Optional<Path> SETSID = onPath("setsid");
    private static final Path SHELL = onPath("bash").orElse(Path.of("/bin/sh"));

    private final ScratchHome home;
    private final Map<String, String> environment;
    private final Set<ProcessHandle> commands = ConcurrentHashMap.newKeySet();
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;

    SystemProcesses(ScratchHome home) {
        this.home = home;
        this.environment = environmentOf(home);
    }

    private static Optional<Path> onPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        return Stream.of(path.split(":", -1))
                .filter(directory -> directory.startsWith("/"))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** As a login has it, so that a test never sees what this process was told in confidence. */
    private static Map<String, String> environmentOf(ScratchHome home) {
        String user = System.getProperty("user.name");
        Map<String, String> values = new TreeMap<>();
        System.getenv()
                .forEach(
                        (name, value) -> {
                            if (name.equals("PATH")
                                    || name.equals("LANG")
                                    || name.equals("TZ")
                                    || name.startsWith("LC_")
                                    || name.startsWith("ATEX_LOCAL_")) {
                                values.put(name, value);
                            }
                        });
        values.putIfAbsent("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin");
        values.put("USER", user);
        values.put("LOGNAME", user);
        values.put("HOME", home.directory().toString());
        values.put("SHELL", SHELL.toString());
        values.put(home.marker(), home.base().toString());
        return values;
    }

    /** Starts a shell command as the leader of a session of its own. */
    Process start(String command, Map<String, String> more, Redirect stdout, Redirect stderr)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words(command));
        builder.redirectOutput(stdout).redirectError(stderr);
        Path directory = home.directory();
        builder.directory((Files.isDirectory(directory) ? directory : Path.of("/")).toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().putAll(more);
        builder.environment().put(home.marker(), home.base().toString());
        lock.readLock().lock();
        try {
            if (closed) {
                throw new IOException("the system is being released");
            }
            Process process = builder.start();
            commands.add(process.toHandle());
            return process;
        } finally {
            lock.readLock().unlock();
        }
    }

    private static List<String> words(String command) {
        List<String> words = new ArrayList<>(List.of(SHELL.toString(), "-c", command));
        SETSID.ifPresent(setsid -> words.add(0, setsid.toString()));
        return words;
    }

    /** Sends a signal to a command and the other processes of its group. */
    void signal(Process process, String name) {
        if (SETSID.isEmpty() || !process.isAlive()) {
            return;
        }
        try {
            String kill = "kill -%s -- -%d".formatted(name, process.pid());
            new ProcessBuilder(SHELL.toString(), "-c", kill)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            log.debug("{}: no signal {}: {}", process.pid(), name, e.getMessage());
        }
    }

    /** Says that a command has ended, and nobody holds its outputs. */
    void ended(Process process) {
        commands.remove(process.toHandle());
    }

    /** Kills everything that was started, whatever has become of it. No command starts any more. */
    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            closed = true;
        } finally {
            lock.writeLock().unlock();
        }
        Leftovers leftovers = new Leftovers(home.marker(), home.base().toString());
        long start = System.nanoTime();
        long pauseMillis = 1;
        Set<ProcessHandle> found = leftovers.find(commands);
        while (!found.isEmpty() && System.nanoTime() - start < MOST_NANOS) {
            found.forEach(ProcessHandle::destroyForcibly);
            pause(pauseMillis);
            pauseMillis = Math.min(2 * pauseMillis, 100);
            found = leftovers.find(commands);
        }
        if (!found.isEmpty()) {
            log.warn("{}: processes that cannot be killed: {}", home.base(), found);
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
