package org.atex.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private final JavaClasses classes =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("org.atex");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("org.atex.(**)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void picocliIsKnownToTheCliOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.atex.examples.cli")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(classes);
    }

    @Test
    void noLibraryModuleKnowsTheExamples() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.atex.examples..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.atex.examples..")
                .check(classes);
    }
}
