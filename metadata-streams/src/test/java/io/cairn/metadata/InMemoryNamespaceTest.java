package io.cairn.metadata;

final class InMemoryNamespaceTest extends NamespaceContract {
    private final Namespace namespace = new InMemoryNamespace();

    @Override
    protected Namespace namespace() {
        return namespace;
    }
}
