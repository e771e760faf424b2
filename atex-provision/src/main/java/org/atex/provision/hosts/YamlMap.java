package org.atex.provision.hosts;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A YAML mapping whose keys are text, each there once. */
final class YamlMap {

    private final YamlValue place;
    private final Map<String, YamlValue> values;

    YamlMap(YamlValue place, Map<String, YamlValue> values) {
        this.place = place;
        this.values = values;
    }

    Optional<YamlValue> get(String key) {
        @Nullable YamlValue value = values.get(key);
        return Optional.ofNullable(value);
    }

    YamlValue required(String key) {
        return get(key).orElseThrow(() -> place.wrong("lacks the key '%s'".formatted(key)));
    }

    Set<Map.Entry<String, YamlValue>> entries() {
        return values.entrySet();
    }
}
