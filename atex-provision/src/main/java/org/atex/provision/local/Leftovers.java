package org.atex.provision.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Finds the living processes of one system: those with its mark in their environment, those in the
 * session of such a process or of a command, and all their descendants.
 */
final class Leftovers {

    private static final Path PROC = Path.of("/proc");

    private final byte[] mark;
    private final Set<Long> spared = new HashSet<>();
    private final Set<Long> sparedSessions = new HashSet<>();

    Leftovers(String variable, String value) {
        this.mark = (variable + "=" + value + "\0").getBytes(StandardCharsets.UTF_8);
        Optional<ProcessHandle> process = Optional.of(ProcessHandle.current());
        while (process.isPresent()) {
            long pid = process.get().pid();
            spared.add(pid);
            read(PROC.resolve(Long.toString(pid)))
                    .map(Seen::session)
                    .ifPresent(sparedSessions::add);
            process = process.get().parent();
        }
    }

    private record Seen(long pid, long parent, long session, boolean marked) {}

    /** Those that live, given the commands whose outputs are still held by somebody. */
    Set<ProcessHandle> find(Collection<ProcessHandle> commands) {
        Map<Long, Seen> processes = processes();
        if (processes.isEmpty()) {
            return withDescendants(commands);
        }
        Set<Long> sessions = commands.stream().map(ProcessHandle::pid).collect(Collectors.toSet());
        Set<Long> found = new HashSet<>();
        boolean more = true;
        while (more) {
            more = false;
            for (Seen process : processes.values()) {
                if (!spared.contains(process.pid())
                        && !found.contains(process.pid())
                        && (process.marked()
                                || sessions.contains(process.session())
                                || found.contains(process.parent()))) {
                    found.add(process.pid());
                    if (isOurs(process.session(), found, processes)) {
                        sessions.add(process.session());
                    }
                    more = true;
                }
            }
        }
        return found.stream()
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .collect(Collectors.toSet());
    }

    /**
     * Whether all of a session may go: not so the one we live in, to which a command belongs until
     * it has made its own, nor one that somebody else leads.
     */
    private boolean isOurs(long session, Set<Long> found, Map<Long, Seen> processes) {
        boolean leaderIsOther = processes.containsKey(session) && !found.contains(session);
        return session != 0 && !sparedSessions.contains(session) && !leaderIsOther;
    }

    private static Set<ProcessHandle> withDescendants(Collection<ProcessHandle> commands) {
        Set<ProcessHandle> found = new HashSet<>();
        for (ProcessHandle command : commands) {
            if (command.isAlive()) {
                found.add(command);
                command.descendants().forEach(found::add);
            }
        }
        return found;
    }

    /** All that can be seen, on a system with a Linux-like {@code /proc}. */
    private Map<Long, Seen> processes() {
        Map<Long, Seen> processes = new TreeMap<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path directory : all) {
                read(directory).ifPresent(seen -> processes.put(seen.pid(), seen));
            }
        } catch (IOException e) {
            // no /proc here
        }
        return processes;
    }

    private Optional<Seen> read(Path directory) {
        try {
            String stat = Files.readString(directory.resolve("stat"), StandardCharsets.ISO_8859_1);
            // pid (name, which may contain anything) state parent group session ...
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            if (fields[0].equals("Z") || fields[0].equals("X")) {
                return Optional.empty();
            }
            return Optional.of(
                    new Seen(
                            Long.parseLong(directory.getFileName().toString()),
                            Long.parseLong(fields[1]),
                            Long.parseLong(fields[3]),
                            isMarked(directory)));
        } catch (IOException | RuntimeException e) {
            return Optional.empty(); // it has ended meanwhile
        }
    }

    private boolean isMarked(Path directory) {
        try {
            return contains(Files.readAllBytes(directory.resolve("environ")), mark);
        } catch (IOException e) {
            return false; // not ours to read
        }
    }

    /** Whether the mark is one of the zero-terminated strings. */
    private static boolean contains(byte[] strings, byte[] mark) {
        List<Integer> starts = new ArrayList<>();
        starts.add(0);
        for (int i = 0; i < strings.length; i++) {
            if (strings[i] == 0) {
                starts.add(i + 1);
            }
        }
        return starts.stream().anyMatch(start -> startsWith(strings, start, mark));
    }

    private static boolean startsWith(byte[] strings, int start, byte[] mark) {
        int end = start + mark.length;
        return end <= strings.length
                && java.util.Arrays.equals(strings, start, end, mark, 0, mark.length);
    }
}
