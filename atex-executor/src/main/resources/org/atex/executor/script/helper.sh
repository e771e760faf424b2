#!/bin/sh
# A command for tests, called by one of its names: hands over to the program for the interpreter
# that was found when the work directory was made.

work=${0%/*}/..
read -r interpreter <"$work/interpreter"
case ${interpreter##*/} in
    perl*)
        unset PERL5LIB PERL5OPT PERL_UNICODE
        exec "$interpreter" "$work/helper.pl" "${0##*/}" "$@"
        ;;
    *) exec "$interpreter" -S -E "$work/helper.py" "${0##*/}" "$@" ;;
esac
