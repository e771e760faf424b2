package org.atex.executor.script;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What the wrapper on a system shall do, as it reads it from its stdin; {@code wrapper.py} says
 * what the fields mean. Values travel here and in no argument list (ENV-06). For one thread.
 */
public final class Order {

    private static final byte[] NOTHING = {};

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);

    Order remove(String path) {
        return field("remove", utf8(path));
    }

    Order directory(String path) {
        return field("dir", utf8(path));
    }

    Order file(String path, String content) {
        return field("file", utf8(path + "\0" + content));
    }

    Order script(String path, String content) {
        return field("script", utf8(path + "\0" + content));
    }

    Order environment(Map<String, String> variables) {
        variables.forEach((name, value) -> field("env", utf8(name + "=" + value)));
        return this;
    }

    Order workingDirectory(String path) {
        return field("cwd", utf8(path));
    }

    Order terminal() {
        return field("tty", NOTHING);
    }

    /** Gives the command a control stream through a socket that the runner had forwarded. */
    public Order socket(String path) {
        return field("socket", utf8(path));
    }

    /** Makes the wrapper's stdout the command's control stream (CTL-19). */
    public Order controlOnStdout() {
        return field("stdout", NOTHING);
    }

    /** Has a supervisor say at the end whether there is such a file. */
    Order watch(String path) {
        return field("watch", utf8(path));
    }

    /** The complete order: it ends with what to execute. */
    public byte[] run(String path) {
        return field("run", utf8(path)).bytes.toByteArray();
    }

    private Order field(String name, byte[] value) {
        bytes.writeBytes(utf8("%s %d\n".formatted(name, value.length)));
        bytes.writeBytes(value);
        return this;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
