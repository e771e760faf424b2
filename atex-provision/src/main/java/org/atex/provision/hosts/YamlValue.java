package org.atex.provision.hosts;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.atex.core.InvalidArgumentException;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** A value in a YAML file that knows its place and its key. */
final class YamlValue {

    private final String file;
    private final String key;
    private final int line;
    private final Node node;

    private YamlValue(String file, String key, int line, Node node) {
        this.file = file;
        this.key = key;
        this.line = line;
        this.node = node;
    }

    static YamlValue parse(String file, String text) {
        LoadSettings settings =
                LoadSettings.builder()
                        .setLabel(file)
                        .setSchema(new CoreSchema())
                        .setAllowNonScalarKeys(true)
                        .build();
        try {
            Node root =
                    new Compose(settings)
                            .composeString(text)
                            .orElseThrow(
                                    () -> new InvalidArgumentException(file + ":1: it is empty"));
            return new YamlValue(file, "the file", 1, root);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            throw new InvalidArgumentException(
                    "%s:%d: %s".formatted(file, line, oneLine(e.getProblem())), e);
        } catch (YamlEngineException e) {
            throw new InvalidArgumentException(
                    file + ": " + oneLine(String.valueOf(e.getMessage())), e);
        }
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s*\\R\\s*", ", ");
    }

    /** {@code lab.yaml:7: port ...}. */
    InvalidArgumentException wrong(String what) {
        return new InvalidArgumentException("%s:%d: %s %s".formatted(file, line, key, what));
    }

    int line() {
        return line;
    }

    boolean isList() {
        return node instanceof SequenceNode;
    }

    String text() {
        if (!(node instanceof ScalarNode scalar) || !node.getTag().equals(Tag.STR)) {
            throw wrong("has to be text" + (node instanceof ScalarNode ? " (quotes help)" : ""));
        }
        if (scalar.getValue().isBlank()) {
            throw wrong("is empty");
        }
        return scalar.getValue();
    }

    /** Text, or what was written for a number or a truth value. */
    String scalar() {
        if (!(node instanceof ScalarNode scalar) || node.getTag().equals(Tag.NULL)) {
            throw wrong("has to be text");
        }
        return scalar.getValue();
    }

    int number(int least, int most) {
        if (node instanceof ScalarNode scalar
                && node.getTag().equals(Tag.INT)
                && scalar.getValue().matches("\\d{1,9}")) {
            int value = Integer.parseInt(scalar.getValue());
            if (value >= least && value <= most) {
                return value;
            }
        }
        throw wrong("has to be a number from %d to %d".formatted(least, most));
    }

    List<YamlValue> list() {
        if (!(node instanceof SequenceNode sequence)) {
            throw wrong("has to be a list");
        }
        return sequence.getValue().stream()
                .map(item -> new YamlValue(file, "an item of " + key, lineOf(item), item))
                .toList();
    }

    YamlMap map() {
        if (!(node instanceof MappingNode mapping)) {
            throw wrong("has to be a mapping");
        }
        Map<String, YamlValue> values = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode name)) {
                throw wrong("has a key that is no text");
            }
            YamlValue value =
                    new YamlValue(file, name.getValue(), lineOf(name), tuple.getValueNode());
            if (values.put(name.getValue(), value) != null) {
                throw value.wrong("is there twice");
            }
        }
        return new YamlMap(this, values);
    }

    YamlMap map(Set<String> known) {
        YamlMap map = map();
        for (Map.Entry<String, YamlValue> entry : map.entries()) {
            if (!known.contains(entry.getKey())) {
                throw entry.getValue()
                        .wrong("is no key that is known here: " + new TreeSet<>(known));
            }
        }
        return map;
    }

    private static int lineOf(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }
}
