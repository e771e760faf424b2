package org.atex.fmf;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.stream.Stream;
import org.atex.fmf.error.FmfException;
import org.junit.jupiter.api.Test;

/** The arrows between the rooms of this module point one way. */
class ArchitectureTest {

    private static final String YAML_LIBRARY = "org.snakeyaml..";

    private final JavaClasses ours =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("org.atex.fmf");

    @Test
    void noRoomsDependOnEachOtherInACircle() {
        slices().matching("org.atex.fmf.(**)").should().beFreeOfCycles().check(ours);
    }

    @Test
    void roomsKnowOnlyThoseBelow() {
        knowsOnly("error");
        knowsOnly("value", "error");
        knowsOnly("yaml", "value", "error");
        knowsOnly("tree", "yaml", "value", "error");
        knowsOnly("adjust", "tree", "value", "error");
        knowsOnly("fetch", "tree", "value", "error");
        knowsOnly("filter", "tree", "value", "error");
        knowsOnly("plan", "value", "error");
        knowsOnly("library", "fetch", "tree", "value", "error");
    }

    private void knowsOnly(String room, String... others) {
        String[] allowed =
                Stream.concat(
                                Stream.of(
                                        "java..",
                                        "org.jspecify..",
                                        "org.atex.core..",
                                        "org.slf4j..",
                                        YAML_LIBRARY),
                                Stream.concat(Stream.of(room), Stream.of(others))
                                        .map(name -> "org.atex.fmf." + name))
                        .toArray(String[]::new);
        classes()
                .that()
                .resideInAPackage("org.atex.fmf." + room)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed)
                .check(ours);
    }

    @Test
    void onlyTheYamlRoomKnowsTheYamlLibrary() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.atex.fmf.yaml")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(YAML_LIBRARY)
                .check(ours);
    }

    @Test
    void noPublicSignatureShowsTheYamlLibrary() {
        DescribedPredicate<JavaClass> library = JavaClass.Predicates.resideInAPackage(YAML_LIBRARY);
        methods()
                .that()
                .arePublic()
                .and()
                .areDeclaredInClassesThat()
                .arePublic()
                .should()
                .notHaveRawReturnType(library)
                .andShould()
                .notHaveRawParameterTypes(
                        DescribedPredicate.describe(
                                "types of the YAML library",
                                types -> types.stream().anyMatch(library)))
                .check(ours);
    }

    @Test
    void allExceptionsAreOfOneFamily() {
        classes()
                .that()
                .areAssignableTo(RuntimeException.class)
                .and()
                .arePublic()
                .should()
                .beAssignableTo(FmfException.class)
                .check(ours);
    }
}
