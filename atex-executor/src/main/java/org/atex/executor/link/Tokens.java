package org.atex.executor.link;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * What proves runner and supervisor to each other (SUP-02). Secret; prints as nothing.
 *
 * @param ours shown by the runner
 * @param theirs shown by the supervisor
 */
public record Tokens(String ours, String theirs) {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** New ones. */
    public static Tokens random() {
        return new Tokens(token(), token());
    }

    private static String token() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public String toString() {
        return "tokens";
    }
}
