"""The sources of posts, one platform or format each; a source never touches the network."""
