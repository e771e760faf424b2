package org.atex.executor.supervisor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;

/** The order of a test that runs a script below this directory. */
final class TestOrder {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Path directory;
    private final Path script;

    TestOrder(Path work) {
        directory = work.resolve("test");
        script = directory.resolve("test.sh");
        field("remove", directory.toString());
        field("dir", directory.toString());
        field("cwd", directory.toString());
    }

    static byte[] of(Path work, String script) {
        return new TestOrder(work).withSocket().running("#!/bin/bash\n" + script);
    }

    TestOrder withSocket() {
        return field("socket", directory.resolveSibling("socket").toString());
    }

    TestOrder field(String name, String value) {
        byte[] content = value.getBytes(UTF_8);
        bytes.writeBytes("%s %d\n".formatted(name, content.length).getBytes(UTF_8));
        bytes.writeBytes(content);
        return this;
    }

    byte[] running(String text) {
        field("script", script + "\0" + text);
        return field("run", script.toString()).bytes.toByteArray();
    }
}
