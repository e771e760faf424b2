package org.atex.examples.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Lets no control byte through to a terminal but line feed and tab. The log goes through it, for it
 * may quote what a system under test has printed.
 */
final class SafeOutput extends FilterOutputStream {

    private static final int C1_LEAD = 0xc2;

    private boolean afterLead;

    private SafeOutput(OutputStream out) {
        super(out);
    }

    /** Puts one in front of the standard error output of this process. */
    static void protectErrors() {
        System.setErr(new PrintStream(of(System.err), true, StandardCharsets.UTF_8));
    }

    static OutputStream of(OutputStream out) {
        return new SafeOutput(out);
    }

    @Override
    public void write(int b) throws IOException {
        int value = b & 0xff;
        boolean c1 = afterLead && value >= 0x80 && value < 0xa0;
        boolean c0 = (value < 0x20 && value != '\n' && value != '\t') || value == 0x7f;
        if (afterLead) {
            out.write(c1 ? '?' : C1_LEAD);
        }
        afterLead = value == C1_LEAD;
        if (!afterLead && !c1) {
            out.write(c0 ? '?' : value);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) {
            write(bytes[i]);
        }
    }
}
