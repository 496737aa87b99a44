(function (d) {
  var langs = d.dataset.langs.split(' '), saved = null;
  try { saved = localStorage.getItem('regulars.lang'); } catch (e) { /* no storage: the browser's language it is */ }
  var asked = /[?&]lang=(\w+)/.exec(location.search);
  var wish = [asked && asked[1], saved].concat(navigator.languages || [navigator.language]);
  for (var i = 0; i < wish.length; i++) {
    var lang = String(wish[i] || '').slice(0, 2).toLowerCase();
    if (langs.indexOf(lang) >= 0) { d.lang = lang === 'zh' ? 'zh-Hans' : lang; break; }
  }
  d.classList.add('js');
})(document.documentElement);
