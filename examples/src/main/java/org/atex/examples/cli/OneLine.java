package org.atex.examples.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.atex.core.AtexException;

/** One line for people of what went wrong, never a stack trace. */
final class OneLine {

    private OneLine() {}

    static String of(Throwable e) {
        if (e instanceof FileSystemException file) {
            return of(file);
        }
        String message = e.getMessage();
        boolean ours = e instanceof AtexException || e instanceof IOException;
        return ours && message != null ? message : "this is a defect of atex: " + e;
    }

    /** The messages of these are often nothing but the name of the file. */
    private static String of(FileSystemException e) {
        String why =
                e instanceof NoSuchFileException
                        ? "no such file or directory"
                        : e instanceof AccessDeniedException
                                ? "permission denied"
                                : e instanceof FileAlreadyExistsException
                                        ? "exists already"
                                        : e instanceof NotDirectoryException
                                                ? "not a directory"
                                                : e.getReason();
        return e.getFile() + ": " + (why == null ? "cannot be used" : why);
    }
}
