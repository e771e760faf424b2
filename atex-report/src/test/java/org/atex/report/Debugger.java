package org.atex.report;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.Method;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.connect.ListeningConnector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.request.ClassPrepareRequest;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Kills a Java process right before a given one of all the moments at which it is about to change a
 * file: the sources need nothing for that. For one thread.
 */
final class Debugger implements Closeable {

    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    /** What changes files; of the methods of the JDK only public ones. */
    private static final Map<String, Set<String>> CHANGES =
            Map.of(
                    "java.nio.file.Files",
                    Set.of(
                            "createFile",
                            "createDirectory",
                            "move",
                            "delete",
                            "deleteIfExists",
                            "newOutputStream"),
                    "java.io.RandomAccessFile",
                    Set.of("write", "close"),
                    "java.io.BufferedOutputStream",
                    Set.of("flush"));

    private final ListeningConnector connector;
    private final Map<String, Connector.Argument> where;
    private final String address;

    Debugger() throws IOException, IllegalConnectorArgumentsException {
        connector =
                Bootstrap.virtualMachineManager().listeningConnectors().stream()
                        .filter(each -> each.name().equals("com.sun.jdi.SocketListen"))
                        .findFirst()
                        .orElseThrow();
        where = connector.defaultArguments();
        where.get("localAddress").setValue("127.0.0.1");
        where.get("timeout").setValue("60000");
        address = connector.startListening(where);
    }

    /**
     * Runs a main class, and kills it before change number {@code most + 1}.
     *
     * @return the changes that it made or was about to make; at most {@code most} if it has ended
     */
    List<String> run(int most, Class<?> main, String... args) throws Exception {
        Process process = start(main, args);
        try {
            VirtualMachine machine = connector.accept(where);
            List<String> changes = new ArrayList<>();
            ClassPrepareRequest ready = machine.eventRequestManager().createClassPrepareRequest();
            ready.addClassFilter(main.getName());
            ready.enable();
            boolean alive = true;
            while (alive && changes.size() <= most) {
                alive = goOn(machine, changes, most);
            }
            if (!alive && process.waitFor() != 0) {
                throw new AssertionError("ended with " + process.exitValue() + ", at " + changes);
            }
            return changes;
        } finally {
            process.destroyForcibly().waitFor(); // SIGKILL
        }
    }

    private Process start(Class<?> main, String... args) throws IOException {
        List<String> words = new ArrayList<>();
        words.addAll(List.of(JAVA.toString(), "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
        words.add(
                "-agentlib:jdwp=transport=dt_socket,server=n,suspend=y,address=127.0.0.1:"
                        + address.substring(address.lastIndexOf(':') + 1));
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        words.addAll(List.of(args));
        return new ProcessBuilder(words)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Until the next change, or until there is one too many; false if the process has ended. */
    private static boolean goOn(VirtualMachine machine, List<String> changes, int most)
            throws InterruptedException {
        try {
            EventSet events = machine.eventQueue().remove();
            for (Event event : events) {
                if (event instanceof ClassPrepareEvent) {
                    CHANGES.forEach((type, methods) -> watch(machine, type, methods));
                } else if (event instanceof BreakpointEvent change) {
                    changes.add(change.location().method().toString());
                }
            }
            if (changes.size() <= most) {
                events.resume();
            }
            return true;
        } catch (VMDisconnectedException e) {
            return false;
        }
    }

    private static void watch(VirtualMachine machine, String type, Set<String> names) {
        for (ReferenceType loaded : machine.classesByName(type)) {
            for (Method method : loaded.methods()) {
                if (names.contains(method.name()) && !method.isNative()) {
                    machine.eventRequestManager()
                            .createBreakpointRequest(method.location())
                            .enable();
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            connector.stopListening(where);
        } catch (IllegalConnectorArgumentsException e) {
            throw new IOException(e);
        }
    }
}
