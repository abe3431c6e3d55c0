/* Only browsers without modules run this. */
location.replace('../too-old.html')
