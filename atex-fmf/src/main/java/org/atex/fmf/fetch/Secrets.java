package org.atex.fmf.fetch;

import java.util.regex.Pattern;

/** Keeps the user and password of an URL out of messages and file names. */
final class Secrets {

    private static final Pattern USER = Pattern.compile("://[^/@\\s]*@");

    private Secrets() {}

    static String hidden(String text) {
        return USER.matcher(text).replaceAll("://***@");
    }

    static boolean has(String url) {
        return USER.matcher(url).find();
    }
}
