package org.atex.report;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses MODULE =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("org.atex.report");

    @Test
    void formatsAreStrangersToEachOther() {
        slices().matching("org.atex.report.(*)..")
                .should()
                .notDependOnEachOther()
                .ignoreDependency(
                        DescribedPredicate.alwaysTrue(),
                        JavaClass.Predicates.resideInAPackage("org.atex.report.files"))
                .check(MODULE);
    }

    @Test
    void sharedPackageKnowsNoFormat() {
        noClasses()
                .that()
                .resideInAPackage("org.atex.report.files")
                .should()
                .dependOnClassesThat(
                        JavaClass.Predicates.resideInAPackage("org.atex.report..")
                                .and(
                                        JavaClass.Predicates.resideOutsideOfPackage(
                                                "org.atex.report.files")))
                .check(MODULE);
    }

    @Test
    void ofAtexOnlyTheCoreIsUsed() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "org.atex.report..",
                        "org.atex.core..",
                        "java..",
                        "tools.jackson.core..",
                        "org.tukaani.xz..",
                        "org.jspecify..")
                .check(MODULE);
    }

    @Test
    void noLibraryShowsInAPublicSignature() {
        classes().that().arePublic().should(new HideLibraries()).check(MODULE);
    }

    private static final class HideLibraries extends ArchCondition<JavaClass> {

        private HideLibraries() {
            super("show no type of a library");
        }

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            type.getMethods().stream()
                    .filter(HideLibraries::isOpen)
                    .filter(HideLibraries::showsLibrary)
                    .forEach(
                            method ->
                                    events.add(
                                            SimpleConditionEvent.violated(
                                                    method, method.getFullName())));
        }

        private static boolean isOpen(JavaMethod method) {
            return method.getModifiers().contains(JavaModifier.PUBLIC)
                    || method.getModifiers().contains(JavaModifier.PROTECTED);
        }

        private static boolean showsLibrary(JavaMethod method) {
            return Stream.of(
                            List.of(method.getRawReturnType()),
                            method.getRawParameterTypes(),
                            method.getExceptionTypes())
                    .flatMap(List::stream)
                    .map(JavaClass::getPackageName)
                    .anyMatch(name -> name.contains("jackson") || name.contains("tukaani"));
        }
    }
}
