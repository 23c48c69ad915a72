import {start} from './tests/extension/browser.ts'; import {serve} from './tests/extension/server.ts';
import {EngineDocument} from './tests/extension/engine-document.ts';
const a=await serve(); const b=await start('/work/wt-ext/extension/dist/chromium');
const page=await b.context.newPage(); page.on('console',m=>console.log('P',m.text())); b.context.on('weberror',e=>console.log('ERR',e.error().stack));
const t0=Date.now();
await page.goto(a.url+'/page/plain'); await page.click('#field'); await page.keyboard.type('Thank you for your');
const sw=b.context.serviceWorkers()[0];
const status=async()=>sw.evaluate(async()=>{const [t]=await chrome.tabs.query({active:true}); return chrome.tabs.sendMessage(t.id,{to:'frame',kind:'status'})});
for(let i=0;i<60;i++){const s=await status(); if(s.state==='on'||s.state==='failed'){console.log(Date.now()-t0,s);break} await page.waitForTimeout(300)}
await page.keyboard.type(' help. I just wanted to let you know that the meeting',{delay:60});
await page.waitForTimeout(1500);
const d=await EngineDocument.find(b.context); console.log(await d.evaluate('JSON.stringify([document.title, self.crossOriginIsolated])'));
await page.click('#elsewhere'); await page.waitForTimeout(500);
for (const scheme of ['light','dark'] as const) for (const r of ['settings','memory','voice','speed','welcome']) {
 const o=await b.context.newPage(); await o.emulateMedia({colorScheme:scheme}); o.on('console',m=>console.log('O',r,m.text())); o.on('pageerror',e=>console.log('OE',r,e.stack));
 await o.goto(b.origin+'/options.html#'+r); await o.waitForTimeout(2500); await o.screenshot({path:`/tmp/opt-${r}-${scheme}.png`}); await o.close();
}
await b.close(); a.close(); process.exit();
