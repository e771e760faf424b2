package org.atex.fmf.yaml;

import java.time.DateTimeException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.atex.fmf.value.FmfBytes;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/** Which value a scalar has: the table of section 3 of the fmf page. */
final class Scalars {

    private Scalars() {}

    static @Nullable Object value(ScalarEvent event) {
        Optional<String> tag = event.getTag();
        try {
            if (tag.isPresent() && !tag.get().equals("!")) {
                return tagged(tag.get(), event.getValue());
            }
            return tag.isEmpty() && event.isPlain() ? plain(event.getValue()) : event.getValue();
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new WrongYaml(
                    "'%s' is no valid value: %s"
                            .formatted(shortened(event.getValue()), e.getMessage()),
                    event.getStartMark());
        }
    }

    private static String shortened(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "..." : text;
    }

    /** Decides by the first character, which settles nearly all scalars at once. */
    private static @Nullable Object plain(String text) {
        if (text.isEmpty()) {
            return null;
        }
        return switch (text.charAt(0)) {
            case '~' -> text.length() == 1 ? null : text;
            case 'n', 'N' -> isNull(text) ? null : text;
            case 't', 'T', 'f', 'F' -> boolOrText(text);
            case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '+', '-', '.' ->
                    Numbers.plain(text);
            case '=' -> valueKeyOrText(text);
            case '%', '@', '`' ->
                    throw new IllegalArgumentException(
                            "this character cannot start a text without quotes");
            default -> text;
        };
    }

    private static boolean isNull(String text) {
        return text.equals("null") || text.equals("Null") || text.equals("NULL");
    }

    private static Object boolOrText(String text) {
        return switch (text) {
            case "true", "True", "TRUE" -> true;
            case "false", "False", "FALSE" -> false;
            default -> text;
        };
    }

    private static String valueKeyOrText(String text) {
        if (text.length() == 1) {
            throw new IllegalArgumentException("a lone = needs quotes");
        }
        return text;
    }

    private static @Nullable Object tagged(String tag, String text) {
        return switch (tag) {
            case Tags.STR -> text;
            case Tags.INT -> Numbers.integer(text);
            case Tags.FLOAT -> Numbers.real(text);
            case Tags.BOOL -> bool(text);
            case Tags.NULL -> null;
            case Tags.BINARY -> binary(text);
            case Tags.TIMESTAMP -> Timestamps.parse(text);
            default -> throw new IllegalArgumentException("unknown tag " + tag);
        };
    }

    private static boolean bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw new IllegalArgumentException("not a bool");
        };
    }

    private static FmfBytes binary(String text) {
        return FmfBytes.of(Base64.getMimeDecoder().decode(text));
    }

    static boolean isMergeKey(Event event) {
        return isPlain(event, "<<");
    }

    /** A lone {@code =} is text where it is a key, and nowhere else. */
    static boolean isValueKey(Event event) {
        return isPlain(event, "=");
    }

    private static boolean isPlain(Event event, String text) {
        return event instanceof ScalarEvent scalar
                && scalar.isPlain()
                && scalar.getTag().isEmpty()
                && scalar.getValue().equals(text);
    }

    static boolean isPlainWithColon(Event event) {
        return event instanceof ScalarEvent scalar
                && scalar.isPlain()
                && scalar.getValue().indexOf(':') >= 0;
    }

    static boolean isEmpty(Event event) {
        return isPlain(event, "");
    }
}
