package org.atex.fmf.yaml;

/** The tags that fmf knows. */
final class Tags {

    static final String STR = "tag:yaml.org,2002:str";
    static final String INT = "tag:yaml.org,2002:int";
    static final String FLOAT = "tag:yaml.org,2002:float";
    static final String BOOL = "tag:yaml.org,2002:bool";
    static final String NULL = "tag:yaml.org,2002:null";
    static final String BINARY = "tag:yaml.org,2002:binary";
    static final String TIMESTAMP = "tag:yaml.org,2002:timestamp";
    static final String SET = "tag:yaml.org,2002:set";
    static final String OMAP = "tag:yaml.org,2002:omap";
    static final String SEQ = "tag:yaml.org,2002:seq";
    static final String MAP = "tag:yaml.org,2002:map";

    private Tags() {}
}
