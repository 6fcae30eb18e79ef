/** The script of the page of a fleet: filters its members, keeps the filter in the address, says what is known of one, and leads through the grid by arrow keys. */

/** It hides and shows; it never makes markup of the text of a run. Without it every member is there, with its link. */
export const FLEET_SCRIPT: string = `
(() => {
  const tools = document.getElementById('filter');
  const search = tools.querySelector('[type="search"]');
  const boxes = [...tools.querySelectorAll('[type="checkbox"]')];
  const selects = [...tools.querySelectorAll('select')];
  const shown = document.getElementById('shown');
  const about = document.getElementById('about');
  const waves = [...document.querySelectorAll('.wave')];
  const labels = selects.filter((one) => one.name.startsWith('label-'));
  const whys = [...document.querySelectorAll('.why')];
  const members = waves.flatMap((wave) => [...wave.querySelectorAll('.grid > li')].map((row) => {
    const mark = row.firstElementChild;
    const name = mark.getAttribute('aria-label');
    return { row, mark, wave, name, text: name.toLowerCase(), outcome: mark.classList[1], labels: (row.dataset.l || '').split(' '), failure: row.dataset.f };
  }));
  const byMark = new Map(members.map((member) => [member.mark, member]));

  const apply = () => {
    const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const outcomes = boxes.filter((box) => box.checked).map((box) => box.value);
    const chosen = selects.filter((one) => one.value !== '');
    let count = 0;
    for (const member of members) {
      const fits = (outcomes.length === 0 || outcomes.includes(member.outcome)) && words.every((word) => member.text.includes(word)) && chosen.every((one) =>
        one.name === 'wave' ? member.wave.dataset.wave === one.value : one.name === 'failure' ? member.failure === one.value : member.labels.includes(one.name.slice(6) + '.' + one.value));
      member.row.hidden = !fits;
      count += fits ? 1 : 0;
    }
    for (const wave of waves) wave.hidden = wave.querySelector('.grid > li:not([hidden])') === null;
    shown.classList.toggle('some', count < members.length);
    shown.textContent = count === members.length ? 'all ' + count + ' members' : count + ' of ' + members.length + ' members';
    reach(members.find(({ row }) => !row.hidden));
  };
  const clear = () => { search.value = ''; for (const box of boxes) box.checked = false; for (const one of selects) one.value = ''; change(); };

  // The filter stands in the address, so that a link to it can be shared. It has words: numbers are others when the page of a run under way is made again.
  const nameOf = (one) => (one.name.startsWith('label-') ? 'label.' + one.previousElementSibling.textContent : one.name);
  const wordOf = (option) => option.dataset.id || option.textContent;
  const write = () => {
    const given = new URLSearchParams();
    if (search.value.trim()) given.set('name', search.value.trim());
    for (const box of boxes) if (box.checked) given.append('only', box.value);
    for (const one of selects) if (one.value !== '') given.set(nameOf(one), wordOf(one.selectedOptions[0]));
    if (given.size === 0 && !location.hash.includes('=')) return;
    try { history.replaceState(null, '', '#' + (given.size === 0 ? 'members' : given)); } catch { /* not every frame has an address */ }
  };
  const read = () => {
    if (!location.hash.includes('=')) return;
    const given = new URLSearchParams(location.hash.slice(1));
    search.value = given.get('name') || '';
    for (const box of boxes) box.checked = given.getAll('only').includes(box.value);
    for (const one of selects) {
      const option = [...one.options].find((each) => each.value !== '' && wordOf(each) === given.get(nameOf(one)));
      one.value = option ? option.value : '';
    }
    apply();
    document.getElementById('members').scrollIntoView();
  };
  const change = () => { apply(); write(); };

  // One stop of the Tab key for the whole grid; arrows lead through it.
  const reach = (member) => {
    for (const { mark } of members) mark.tabIndex = -1;
    if (member) member.mark.tabIndex = 0;
  };
  const whyOf = ({ name, failure }) => { const why = whys[failure]; return why && (why.dataset.of && !name.startsWith(why.dataset.of + ': ') ? 'as ' + why.dataset.of + ': ' : '') + why.textContent; };
  const tell = (member) => {
    const given = member.labels.filter(Boolean).map((pair) => { const [label, value] = pair.split('.'); const one = labels[label]; return one.previousElementSibling.textContent + ' ' + one.options[Number(value) + 1].textContent; });
    about.textContent = [member.name, whyOf(member), ...given].filter(Boolean).join(' · ');
  };
  for (const grid of document.querySelectorAll('.grid')) {
    grid.addEventListener('pointerover', (event) => { const member = byMark.get(event.target); if (member) tell(member); });
    grid.addEventListener('focusin', (event) => { const member = byMark.get(event.target); if (member) { tell(member); reach(member); member.mark.setAttribute('aria-describedby', 'about'); } });
    grid.addEventListener('keydown', (event) => {
      const left = members.filter(({ row }) => !row.hidden);
      const at = left.findIndex(({ mark }) => mark === event.target);
      const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns(left, at), ArrowUp: -columns(left, at), Home: -at, End: left.length - 1 - at }[event.key];
      if (at === -1 || step === undefined) return;
      event.preventDefault();
      const next = left[Math.min(left.length - 1, Math.max(0, at + step))];
      reach(next);
      next.mark.focus();
    });
  }
  /** How many members a row of the grid has. */
  const columns = (left, at) => {
    const grid = left[at].row.parentElement;
    return getComputedStyle(grid).gridTemplateColumns.split(' ').length;
  };

  tools.hidden = false;
  about.hidden = false;
  about.textContent = 'Point at a member, or go through them with the arrow keys.';
  for (const button of document.querySelectorAll('.only')) {
    button.hidden = false;
    button.addEventListener('click', () => { clear(); tools.elements.failure.value = button.dataset.f; change(); tools.scrollIntoView(); search.focus({ preventScroll: true }); });
  }
  tools.addEventListener('input', change);
  tools.addEventListener('submit', (event) => event.preventDefault());
  tools.addEventListener('reset', () => setTimeout(change));
  addEventListener('hashchange', read);
  // A browser that goes back to the page may fill in the fields again.
  addEventListener('pageshow', apply);
  document.addEventListener('keydown', (event) => {
    const typing = event.target instanceof HTMLInputElement && event.target.type === 'search';
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) { event.preventDefault(); search.focus(); }
    if (event.key === 'Escape' && tools.contains(event.target)) clear();
  });
  apply();
  read();
})();
`;
