package org.atex.report.yaml;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.atex.report.files.JsonText;

/** Texts that every version of YAML reads as just these texts. */
final class YamlText {

    private static final Pattern PLAIN = Pattern.compile("[/A-Za-z][A-Za-z0-9_./@-]*");

    /** What is no text to some readers: YAML 1.1 has more such words than 1.2. */
    private static final Set<String> WORDS =
            Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null");

    private YamlText() {}

    static void append(String text, StringBuilder out) {
        if (isPlain(text)) {
            out.append(text);
        } else {
            JsonText.quote(text, out); // YAML reads what JSON quotes
        }
    }

    private static boolean isPlain(String text) {
        return text.length() < 100
                && PLAIN.matcher(text).matches()
                && !WORDS.contains(text.toLowerCase(Locale.ROOT));
    }
}
