package org.atex.core.test;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A kind of system: a name ({@code centos-stream-9@x86_64}) and dimensions ({@code distro}, {@code
 * arch}, ...), the same words as in an FMF context.
 *
 * <p>A {@link TestRun} has one as its target, a system has one that says what it is. Immutable.
 *
 * @param name the name that results carry; empty for none
 * @param dimensions dimension to value, sorted by dimension
 */
public record Platform(String name, Map<String, String> dimensions) {

    private static final Platform ANY = new Platform("", Map.of());

    /** Copies the dimensions. */
    public Platform {
        Objects.requireNonNull(name, "name");
        dimensions = Collections.unmodifiableMap(new TreeMap<>(dimensions));
    }

    /** No name, no dimensions: the target that every system satisfies. */
    public static Platform any() {
        return ANY;
    }

    /** A platform with a name and no dimensions. */
    public static Platform named(String name) {
        return new Platform(name, Map.of());
    }

    /** A platform of two dimensions, named {@code distro@arch}. */
    public static Platform of(String distro, String arch) {
        return new Platform(distro + "@" + arch, Map.of("distro", distro, "arch", arch));
    }

    /** This platform with one dimension more, or another value for it. */
    public Platform with(String dimension, String value) {
        Map<String, String> more = new TreeMap<>(dimensions);
        more.put(dimension, value);
        return new Platform(name, more);
    }

    /** This platform under another name. */
    public Platform withName(String newName) {
        return new Platform(newName, dimensions);
    }

    /** Whether it has a name. */
    public boolean hasName() {
        return !name.isEmpty();
    }

    /**
     * Whether this platform has each dimension of the target with equal text. Names don't count.
     */
    public boolean satisfies(Platform target) {
        return dimensions.entrySet().containsAll(target.dimensions.entrySet());
    }

    @Override
    public String toString() {
        return hasName() ? name : dimensions.isEmpty() ? "any platform" : dimensions.toString();
    }
}
