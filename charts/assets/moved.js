location.replace(document.querySelector('a').getAttribute('href') + location.search + location.hash);
