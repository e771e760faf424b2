package org.atex.executor.link;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a supervisor says of itself and of the run it knows.
 *
 * @param bootIdentity changes when the system starts anew
 * @param supervisor which process it is
 * @param run the run that it knows, if it knows one
 */
public record SupervisorState(String bootIdentity, Self supervisor, Optional<Run> run) {

    /**
     * A process that cannot be mistaken for another with the same number.
     *
     * @param pid its number
     * @param startTime in ticks since the system was started
     */
    public record Self(long pid, long startTime) {}

    /**
     * What it knows of a run.
     *
     * @param id which
     * @param running whether its wrapper has not ended
     * @param processes what it is on the system, if it was started
     * @param elapsedMillis since the test was started
     * @param read how much of each stream the supervisor has read
     */
    public record Run(
            RunId id,
            boolean running,
            Optional<TestProcesses> processes,
            long elapsedMillis,
            Map<Integer, Long> read) {

        /** Copies what can change. */
        public Run {
            read = Map.copyOf(read);
        }
    }

    static SupervisorState parse(String text) throws LinkException {
        Parser parser = new Parser();
        for (String line : text.lines().toList()) {
            parser.take(line);
        }
        return parser.result();
    }

    private static final class Parser {
        private @Nullable String boot;
        private @Nullable Self self;
        private @Nullable RunId id;
        private boolean running;
        private @Nullable TestProcesses processes;
        private long elapsed;
        private final Map<Integer, Long> read = new TreeMap<>();

        void take(String line) throws LinkException {
            String[] words = Words.of(line, 2);
            String rest = words[1];
            switch (words[0]) {
                case "boot" -> boot = rest;
                case "supervisor" -> self = self(rest);
                case "run" -> id = RunId.parse(rest);
                case "status" -> running = rest.equals("running");
                case "test" -> processes = TestProcesses.parse(rest);
                case "elapsed" -> elapsed = Words.number(rest);
                case "stream" -> stream(rest);
                default -> throw Words.strange(line);
            }
        }

        private static Self self(String rest) throws LinkException {
            List<String> words = List.of(Words.of(rest, 2));
            return new Self(Words.number(words.get(0)), Words.number(words.get(1)));
        }

        private void stream(String rest) throws LinkException {
            String[] words = Words.of(rest, 4);
            int number = (int) Words.number(words[0], 0, Integer.MAX_VALUE);
            read.put(number, Words.number(words[2]));
        }

        SupervisorState result() throws LinkException {
            if (boot == null || self == null) {
                throw Words.strange("nothing of itself");
            }
            Optional<Run> run =
                    Optional.ofNullable(id)
                            .map(
                                    known ->
                                            new Run(
                                                    known,
                                                    running,
                                                    Optional.ofNullable(processes),
                                                    elapsed,
                                                    read));
            return new SupervisorState(boot, self, run);
        }
    }
}
