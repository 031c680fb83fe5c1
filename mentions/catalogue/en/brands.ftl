brands-name-length = A brand's name must have 1 to 200 characters.
brands-name-taken = There is a brand “{ $name }” already. Choose another name or edit that one.
